import { describe, expect, it, test } from 'vitest';
import { ifAvailable, unavailable } from '#core/answer';
import { hostGroups } from '#facts/docker-group';
import { dockerUnits } from '#facts/docker-units';
import { askEngine } from '#facts/engine-answers';
import { engineInUse } from '#facts/engine-in-use';
import { engineProcesses } from '#facts/engine-processes';
import { identity } from '#facts/identity';
import { installation } from '#facts/installation';
import { platform } from '#facts/platform';
import { serviceManager } from '#facts/service-manager';
import { socketRights } from '#facts/socket-rights';
import { byPath, collected, fakeHost, fileStat, reply, someIdentity } from '#test/support/fake-host';

const program = fileStat('file', { mode: 0o755 });
const output = (stdout: string) => ({ exitCode: 0, stdout, stderr: '' });
const system = { os: 'linux', kernelRelease: '6.1.0', arch: 'x64', hostName: 'h' } as const;
const silent = unavailable('unreachable', 'GET /_ping', 'ECONNREFUSED');

describe('installation', () => {
  const find = (stats: Record<string, ReturnType<typeof fileStat>>, files = {}) =>
    collected(installation, fakeHost({ stat: byPath(stats), 'read-file': byPath(files) }), {
      identity: someIdentity({ environment: { PATH: '/opt/bin:relative:/usr/bin' } }),
    });
  it('nothing', async () => {
    expect(await find({})).toEqual({ dockerCliIsPodman: false, dockerSnap: false });
  });
  it('the first in PATH, and daemons outside of it', async () => {
    const stats = { '/opt/bin/docker': program, '/usr/bin/docker': program, '/usr/sbin/dockerd': program };
    expect(await find(stats)).toMatchObject({ dockerCli: '/opt/bin/docker', dockerd: '/usr/sbin/dockerd' });
  });
  it('neither a directory nor a file that cannot be run', async () => {
    const stats = { '/opt/bin/docker': fileStat('directory'), '/usr/bin/docker': fileStat('file') };
    expect(await find(stats)).not.toHaveProperty('dockerCli');
  });
  it('the emulation of Podman, and the snap', async () => {
    const files = { '/usr/bin/docker': '#!/bin/sh\nexec /usr/bin/podman "$@"\n' };
    const stats = { '/usr/bin/docker': program, '/snap/docker/current': fileStat('directory') };
    expect(await find(stats, files)).toMatchObject({ dockerCliIsPodman: true, dockerSnap: true });
  });
});

test.each([
  [{ '/run/systemd/system': fileStat('directory'), '/etc/init.d/docker': program }, 'linux', 'systemd'],
  [{ '/run/openrc': fileStat('directory'), '/etc/init.d/docker': program }, 'linux', 'openrc'],
  [{ '/etc/init.d/docker': program }, 'linux', 'sysv'],
  [{}, 'linux', 'none'],
  [{}, 'darwin', 'desktop'],
] as const)('services by %j on %s: %s', async (stats, os, manager) => {
  const host = fakeHost({ stat: byPath(stats), system: () => ({ ...system, os }) });
  expect(await collected(serviceManager, host)).toBe(manager);
});

test('units that do not exist are none', async () => {
  const shown =
    'Id=docker.service\nLoadState=not-found\n\nId=docker.socket\nLoadState=loaded\nActiveState=active\n';
  const host = fakeHost({ query: () => output(shown) });
  const units = await collected(dockerUnits, host, { serviceManager: 'systemd' });
  expect(units).toMatchObject({
    docker: undefined,
    socket: { activeState: 'active' },
    containerd: undefined,
  });
  expect(await collected(dockerUnits, host, { serviceManager: 'sysv' })).toMatchObject({ reason: 'absent' });
});

describe('platform and identity', () => {
  it('with and without os-release', async () => {
    const files = { '/etc/os-release': 'ID=debian\nVERSION_ID="12"\n' };
    const host = fakeHost({ system: () => system, 'read-file': byPath(files) });
    expect(await collected(platform, host)).toMatchObject({
      distribution: { id: 'debian', versionId: '12' },
    });
    const bare = await collected(platform, fakeHost({ system: () => system }));
    expect(bare).toEqual({ os: 'linux', kernelRelease: '6.1.0', arch: 'x64' });
  });
  it('as the host says', async () => {
    expect(await collected(identity, fakeHost({ identity: () => someIdentity() }))).toEqual(someIdentity());
  });
});

describe('which engine is in use', () => {
  const answering = { kind: 'answers', engine: 'docker', apiVersion: '1.41', durationMs: 1 };
  const place = (id: string, selected: boolean, state: object) => ({
    id,
    selected,
    state,
    label: id,
    address: { kind: 'unix', path: id },
    evidence: [{ source: `lstat ${id}`, observed: 'ENOENT' }],
  });
  const choose = (origin: string, ...endpoints: object[]) => among({ dockerSnap: false }, origin, endpoints);
  const among = (installed: object, origin: string, endpoints: readonly object[]) =>
    collected(engineInUse, fakeHost({}), {
      endpoints,
      selectedEndpoint: { origin, value: 'unix:///d', resolved: { kind: 'address' } },
      installation: installed,
    });

  it('the selected one', async () => {
    const found = await choose('default', place('/d', true, answering), place('/p', false, answering));
    expect(found).toMatchObject({ id: '/d', via: 'selected' });
  });
  it('another one only where nobody chose and nothing is there', async () => {
    const other = place('/p', false, { ...answering, engine: 'podman' });
    const found = { id: '/p', via: 'found', engine: 'podman' };
    expect(await choose('default', place('/d', true, { kind: 'missing' }), other)).toMatchObject(found);
    const none = { kind: 'unavailable', source: 'lstat /d', detail: 'ENOENT' };
    expect(await choose('default', place('/d', true, { kind: 'refused' }), other)).toMatchObject(none);
    expect(await choose('DOCKER_HOST', place('/d', true, { kind: 'missing' }), other)).toMatchObject(none);
    const stopped = [place('/d', true, { kind: 'missing' }), other];
    expect(await among({ dockerd: '/usr/bin/dockerd' }, 'default', stopped)).toMatchObject(none);
    expect(await choose('DOCKER_HOST')).toMatchObject({ detail: 'no usable engine address' });
  });
});

test.each([
  ['an answer', reply({ a: 1 }), { a: 1 }],
  ['forbidden', reply('no', 403), { reason: 'denied', detail: 'HTTP 403: no' }],
  ['an error', reply('broken', 500), { reason: 'unreachable', detail: 'HTTP 500: broken' }],
  ['no JSON', reply('<html>'), { reason: 'malformed', detail: 'no JSON' }],
])('asking an engine: %s', async (_name, given, expected) => {
  const parse = (text: string) =>
    text.startsWith('{') ? JSON.parse(text) : { kind: 'malformed', what: 'x', detail: 'no JSON' };
  const host = fakeHost({ 'engine-get': () => given });
  expect(await askEngine(host, { kind: 'unix', path: '/s' }, '/x', parse)).toMatchObject(expected);
});

describe('processes of the engine', () => {
  const status = (name: string, state: string) => `Name:\t${name}\nState:\t${state} (x)\nUid:\t0\t0\t0\t0\n`;
  const stat = '31 (dockerd) T 1 31 31 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 18 0 4012 1 1';
  const host = fakeHost({
    list: byPath({ '/proc': ['1', '31', '32', '40', '99', 'self'] }),
    'read-file': byPath({
      '/proc/1/status': status('systemd', 'S'),
      '/proc/31/status': status('dockerd', 'T'),
      '/proc/31/stat': stat,
      '/proc/32/status': status('containerd', 'S'),
      '/proc/40/status': `${status('dockerd', 'S')}NSpid:\t40\t7\n`,
    }),
  });
  it('are told with their states; those that end meanwhile or belong to a container are not there', async () => {
    expect(await collected(engineProcesses, host, { engineInfo: silent })).toEqual([
      { pid: 31, name: 'dockerd', state: 'T', uid: 0, startTicks: 4012 },
      { pid: 32, name: 'containerd', state: 'S', uid: 0 },
    ]);
  });
  it.each([
    ['by a flag', 'dockerd\0-H\0tcp://localhost:2375\0', '{}', ['tcp://localhost:2375']],
    ['by its file', 'dockerd\0', '{"hosts": ["unix:///srv/d.sock"]}', ['unix:///srv/d.sock']],
    ['by nobody', 'dockerd\0', '{}', []],
    ['by a file that it cannot read itself', 'dockerd\0', '{', []],
    ['unknown: its command line is closed', undefined, '{}', undefined],
  ])('told where to listen %s', async (_name, cmdline, config, listensAt) => {
    const files = {
      '/proc/31/status': status('dockerd', 'S'),
      '/etc/docker/daemon.json': config,
      ...(cmdline === undefined ? {} : { '/proc/31/cmdline': cmdline }),
    };
    const host = fakeHost({ list: byPath({ '/proc': ['31'] }), 'read-file': byPath(files) });
    const [process] = ifAvailable(await collected(engineProcesses, host, { engineInfo: silent })) ?? [];
    expect(process?.listensAt).toEqual(listensAt);
  });
  it.each([
    ['its unit', '0::/system.slice/docker.service\n', '{}', '/var/lib/docker', false],
    ['by hand', '0::/user.slice/user-0.slice/session-1.scope\n', '{"data-root": "/srv/d"}', '/srv/d', true],
  ])(
    'started by %s, with the data root that it was told',
    async (_name, cgroup, config, dataRoot, isApart) => {
      const files = {
        '/proc/31/status': status('dockerd', 'S'),
        '/proc/31/cmdline': 'dockerd\0',
        '/proc/31/cgroup': cgroup,
        '/etc/docker/daemon.json': config,
      };
      const host = fakeHost({ list: byPath({ '/proc': ['31'] }), 'read-file': byPath(files) });
      expect(await collected(engineProcesses, host, { engineInfo: silent })).toMatchObject([
        { dataRoot, isApart },
      ]);
    },
  );
  it('are not looked for while the engine answers; without /proc they are not known', async () => {
    expect(await collected(engineProcesses, host, { engineInfo: {} })).toBeUndefined();
    expect(await collected(engineProcesses, fakeHost({}), { engineInfo: silent })).toMatchObject({
      reason: 'absent',
    });
  });
});

describe('groups and rights', () => {
  const groups = {
    docker: { name: 'docker', gid: 998, members: ['ada'] },
    nameOf: { '0': 'root', '998': 'docker', '1000': 'ada' },
    membersOf: { '998': ['ada'] },
  };
  it('groups from the file, and from the name service', async () => {
    const files = { '/etc/group': 'root:x:0:\nada:x:1000:\n' };
    const found = { docker: groups.docker, membersOf: { '998': ['ada'] } };
    const host = fakeHost({ 'read-file': byPath(files), query: () => output('docker:x:998:ada\n') });
    expect(await collected(hostGroups, host)).toMatchObject(found);
    expect(await collected(hostGroups, fakeHost({ 'read-file': byPath(files) }))).not.toHaveProperty(
      'docker',
    );
    expect(await collected(hostGroups, fakeHost({}))).toMatchObject({ reason: 'absent' });
  });

  const PATH = '/var/run/docker.sock';
  const rightsOf = (stat: object, who: object = {}, known: unknown = groups, path = PATH) => {
    const state = { kind: 'denied', at: 'socket', path, stat: fileStat('socket', { mode: 0o660, ...stat }) };
    const needs = { identity: someIdentity(who), endpoints: [{ selected: true, state }], hostGroups: known };
    return collected(socketRights, fakeHost({}), needs);
  };
  it.each<[string, object, object, unknown, object]>([
    [
      'no member',
      { gid: 998 },
      { userName: 'bob' },
      groups,
      { kind: 'not-a-member', group: 'docker', gid: 998 },
    ],
    ['a member since after the login', { gid: 998 }, {}, groups, { kind: 'not-active', group: 'docker' }],
    ['a member whom something else stops', { gid: 998 }, { groups: [998] }, groups, { kind: 'other' }],
    ['a group without a name', { gid: 77 }, {}, groups, { kind: 'not-a-member', group: '77' }],
    [
      'a socket of root',
      { gid: 0 },
      {},
      groups,
      { kind: 'wrong-owner', user: 'root', group: 'root', isMember: true },
    ],
    [
      'a mode that shuts the group out',
      { gid: 998, mode: 0o600 },
      {},
      groups,
      { kind: 'wrong-owner', mode: 0o600 },
    ],
    [
      'no group docker',
      { gid: 0 },
      {},
      { ...groups, docker: undefined },
      { kind: 'wrong-owner', dockerGroupExists: false },
    ],
    ['groups that cannot be read', { gid: 998 }, {}, silent, { kind: 'other' }],
  ])('%s', async (_name, stat, who, known, expected) => {
    expect(await rightsOf(stat, who, known)).toMatchObject(expected);
  });
  it("a socket of Podman's is for its owner, and no group is offered", async () => {
    const rights = await rightsOf({ gid: 0 }, {}, groups, '/run/podman/podman.sock');
    expect(rights).toEqual({ kind: 'other', path: '/run/podman/podman.sock', ownersOnly: true });
  });
  it('an endpoint that is not denied gives no answer', async () => {
    const needs = { identity: someIdentity(), endpoints: [], hostGroups: groups };
    expect(await collected(socketRights, fakeHost({}), needs)).toEqual({ kind: 'not-denied' });
  });
});
