import { describe, expect, test } from 'vitest';
import type { FileStat } from '#core/host';
import { idMapTools } from '#facts/id-map-tools';
import { rootlessSession } from '#facts/rootless-session';
import { subordinateIds } from '#facts/subordinate-ids';
import { byPath, collected, fakeHost, fileStat, someIdentity } from '#test/support/fake-host';

const identity = someIdentity({ environment: { PATH: '/usr/bin' } });

describe('subordinate ids', () => {
  const look = (files: Readonly<Record<string, string>>, stdout = '') =>
    collected(
      subordinateIds,
      fakeHost({ 'read-file': byPath(files), query: () => ({ exitCode: 0, stdout, stderr: '' }) }),
      { identity },
    );

  test('stand under the name or the number; a free range begins behind all others', async () => {
    const files = {
      '/etc/subuid': 'ada:100000:65536\nbob:165536:65536\n',
      '/etc/subgid': '1000:100000:65536\n',
    };
    expect(await look(files)).toMatchObject({
      uids: { count: 65_536 },
      gids: { count: 65_536 },
      free: 231_072,
    });
  });
  test('are none where there are no files', async () => {
    expect(await look({})).toMatchObject({ uids: { count: 0 }, gids: { count: 0 }, free: 100_000 });
  });
  test('are asked of the directory service that keeps them', async () => {
    const told = await look({ '/etc/nsswitch.conf': 'subid: sss\n' }, '0: ada 200000 65536\n');
    expect(told).toMatchObject({ uids: { source: 'getsubids ada', count: 65_536 } });
    expect(told).not.toHaveProperty('free');
  });
});

describe('the programs that map ids', () => {
  const look = (mode: number, capability?: string) => {
    const program = (bits: number) => fileStat('file', { mode: bits });
    const files: Record<string, FileStat> = {
      '/usr/bin/newuidmap': program(mode),
      '/usr/bin/newgidmap': program(0o4755),
      ...(capability === undefined ? {} : { '/usr/sbin/getcap': program(0o755) }),
    };
    const query = () => ({ exitCode: 0, stdout: capability ?? '', stderr: '' });
    return collected(idMapTools, fakeHost({ stat: byPath(files), query }), { identity });
  };

  test.each([
    [0o4755, undefined, 'setuid'],
    [0o755, '/usr/bin/newuidmap cap_setuid=ep\n', 'capability'],
    [0o755, '', 'none'],
    [0o755, undefined, 'unknown'],
  ])('mode %o, getcap %j: %s', async (mode, capability, right) => {
    expect(await look(mode, capability)).toMatchObject([{ name: 'newuidmap', right }, { right: 'setuid' }]);
  });
  test('are looked for', async () => {
    expect(await collected(idMapTools, fakeHost({}), { identity })).toEqual([
      { name: 'newuidmap', right: 'none' },
      { name: 'newgidmap', right: 'none' },
    ]);
  });
});

describe('the session', () => {
  const own = fileStat('directory', { uid: 1000 });
  const look = (environment: object, stats: Readonly<Record<string, FileStat>>, files: object = {}) =>
    collected(rootlessSession, fakeHost({ stat: byPath(stats), 'read-file': byPath({ ...files }) }), {
      identity: someIdentity({ environment: { ...environment } }),
    });
  const status = (name: string, uid = 1000) =>
    `Name:\t${name}\nState:\tS (sleeping)\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\n`;
  const pause = (name: string, uid?: number) => ({
    '/run/user/1000/libpod/tmp/pause.pid': '697',
    '/proc/697/status': status(name, uid),
    '/proc/697/uid_map': '         0       1000          1\n',
  });

  test('of a login', async () => {
    expect(await look({ XDG_RUNTIME_DIR: '/run/user/1000' }, { '/run/user/1000': own })).toEqual({
      directory: { usual: '/run/user/1000', usualExists: true, given: '/run/user/1000' },
    });
  });
  test('of su', async () => {
    expect(await look({}, {})).toEqual({ directory: { usual: '/run/user/1000', usualExists: false } });
    expect(await look({ XDG_RUNTIME_DIR: '/run/user/0' }, {})).toMatchObject({
      directory: { trouble: 'missing' },
    });
    expect(
      await look({ XDG_RUNTIME_DIR: '/run/user/0' }, { '/run/user/0': fileStat('directory') }),
    ).toMatchObject({ directory: { trouble: 'foreign' } });
  });
  test("Podman's pause process holds a namespace", async () => {
    const stats = { '/run/user/1000': own };
    expect(await look({}, stats, pause('podman pause'))).toMatchObject({ pause: { pid: 697, ids: 1 } });
    expect(await look({}, stats, pause('catatonit'))).toMatchObject({ pause: { pid: 697 } });
    expect(await look({}, stats, pause('bash'))).not.toHaveProperty('pause');
    expect(await look({}, stats, pause('podman', 1001))).not.toHaveProperty('pause');
  });
});
