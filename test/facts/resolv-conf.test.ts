import { expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { defaultRoute } from '#facts/default-route';
import { resolvConf } from '#facts/resolv-conf';
import { byPath, collected, fakeHost, fileStat } from '#test/support/fake-host';

const FILE = '/etc/resolv.conf';
const STUB = '../run/systemd/resolve/stub-resolv.conf';

test('a file, and what systemd-resolved asks itself', async () => {
  const host = fakeHost({
    lstat: byPath({ [FILE]: fileStat('symlink', { linkTarget: STUB }) }),
    'read-file': byPath({
      [FILE]: 'nameserver 127.0.0.53\n',
      '/run/systemd/resolve/resolv.conf': 'nameserver 192.0.2.1\n',
    }),
  });

  expect(await collected(resolvConf, host)).toEqual({
    state: 'present',
    linkTarget: STUB,
    nameservers: ['127.0.0.53'],
    upstreams: ['192.0.2.1'],
  });
});

test('no file', async () => {
  expect(await collected(resolvConf, fakeHost({}))).toEqual({
    state: 'missing',
    nameservers: [],
    upstreams: [],
  });
});

test('a link to nothing', async () => {
  const host = fakeHost({ lstat: byPath({ [FILE]: fileStat('symlink', { linkTarget: STUB }) }) });

  expect(await collected(resolvConf, host)).toMatchObject({ state: 'dangling', linkTarget: STUB });
});

test('a directory', async () => {
  const host = fakeHost({
    lstat: byPath({ [FILE]: fileStat('directory') }),
    'read-file': () => unavailable('malformed', `read ${FILE}`, 'EISDIR'),
  });

  expect(await collected(resolvConf, host)).toMatchObject({ state: 'not-a-file' });
});

test('one that this user may not read', async () => {
  const host = fakeHost({
    lstat: byPath({ [FILE]: fileStat('file') }),
    'read-file': () => unavailable('denied', `read ${FILE}`, 'EACCES'),
  });

  expect(await collected(resolvConf, host)).toMatchObject({ kind: 'unavailable', reason: 'denied' });
});

test('a default route; IPv6 may be absent, IPv4 tells whether anything can be told', async () => {
  const route = 'Iface\tDestination\neth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n';

  expect(
    await collected(defaultRoute, fakeHost({ 'read-file': byPath({ '/proc/net/route': route }) })),
  ).toEqual({
    ipv4: true,
    ipv6: false,
  });
  expect(await collected(defaultRoute, fakeHost({}))).toMatchObject({ kind: 'unavailable' });
});
