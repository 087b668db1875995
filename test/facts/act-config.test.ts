import { expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { actConfig } from '#facts/act-config';
import { byPath, collected, fakeHost, someIdentity } from '#test/support/fake-host';

const needs = (more: object = {}) => ({
  actInstallation: { path: '/usr/bin/act', answer: '' },
  identity: someIdentity(),
  platform: { os: 'linux' },
  ...more,
});

test('the three files, in the order in which act reads them', async () => {
  const host = fakeHost({ 'read-file': byPath({ '/home/ada/.actrc': '-P ubuntu-latest=node:20' }) });
  expect(await collected(actConfig, host, needs())).toMatchObject([
    { path: '/home/ada/.config/act/actrc' },
    { path: '/home/ada/.actrc', content: { platforms: { 'ubuntu-latest': 'node:20' } } },
    { path: '/home/ada/project/.actrc' },
  ]);
});

test('the first one is elsewhere with XDG_CONFIG_HOME and on macOS', async () => {
  const identity = someIdentity({ environment: { XDG_CONFIG_HOME: '/conf' } });
  expect(await collected(actConfig, fakeHost({}), needs({ identity }))).toMatchObject([
    { path: '/conf/act/actrc' },
    {},
    {},
  ]);
  expect(await collected(actConfig, fakeHost({}), needs({ platform: { os: 'darwin' } }))).toMatchObject([
    { path: '/home/ada/Library/Application Support/act/actrc' },
    {},
    {},
  ]);
});

test('at home, two of them are one', async () => {
  const identity = someIdentity({ workingDirectory: '/home/ada' });
  expect(await collected(actConfig, fakeHost({}), needs({ identity }))).toHaveLength(2);
});

test('a file that may not be read is not a missing one', async () => {
  const denied = unavailable('denied', 'read /home/ada/.actrc', 'EACCES');
  const host = fakeHost({ 'read-file': byPath({ '/home/ada/.actrc': denied }) });
  expect(await collected(actConfig, host, needs())).toMatchObject([{}, { content: denied }, {}]);
});

test('nothing is read without act', async () => {
  expect(await collected(actConfig, fakeHost({}), needs({ actInstallation: undefined }))).toEqual([]);
});
