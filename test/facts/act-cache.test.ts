import { expect, test } from 'vitest';
import { actCache } from '#facts/act-cache';
import { byPath, collected, disk, fakeHost, fileStat, someIdentity } from '#test/support/fake-host';

const act = { path: '/usr/bin/act', answer: '' };

test('the caches that are there, with owner and disk', async () => {
  const path = '/home/ada/.cache/act';
  const host = fakeHost({
    stat: byPath({ [path]: fileStat('directory', { uid: 1000 }) }),
    statfs: byPath({ [path]: disk(100e9, 50e9) }),
  });
  expect(await collected(actCache, host, { actInstallation: act, identity: someIdentity() })).toEqual([
    { path, uid: 1000, usage: disk(100e9, 50e9) },
  ]);
});

test('XDG_CACHE_HOME moves them', async () => {
  const host = fakeHost({ stat: byPath({ '/cache/actcache': fileStat('directory') }) });
  const identity = someIdentity({ environment: { XDG_CACHE_HOME: '/cache' } });
  expect(await collected(actCache, host, { actInstallation: act, identity })).toEqual([
    { path: '/cache/actcache', uid: 0 },
  ]);
});

test('nothing is looked at without act', async () => {
  const needs = { actInstallation: undefined, identity: someIdentity() };
  expect(await collected(actCache, fakeHost({}), needs)).toEqual([]);
});
