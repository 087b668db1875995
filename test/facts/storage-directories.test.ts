import { expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { storageDirectories } from '#facts/storage-directories';
import { parseDaemonJson } from '#parse/daemon-json';
import { byPath, collected, fakeHost, fileStat, someIdentity } from '#test/support/fake-host';

const directory = fileStat('directory');
const installed = { dockerd: '/usr/sbin/dockerd', dockerCliIsPodman: false, dockerSnap: false };
const nothing = { dockerCliIsPodman: false, dockerSnap: false };
const silent = unavailable('unreachable', 'GET /info', 'ECONNREFUSED');
const linux = { os: 'linux', kernelRelease: '6.1.0', arch: 'x64' };
const local = {
  id: 'unix:///run/docker.sock',
  address: { kind: 'unix', path: '/run/docker.sock' },
  engine: 'docker',
};
const info = { DockerRootDir: '/srv/docker', KernelVersion: '6.1.0', OperatingSystem: 'Debian' };

const directoriesOf = async (host: ReturnType<typeof fakeHost>, needs: object) =>
  collected(storageDirectories, host, {
    identity: someIdentity(),
    installation: installed,
    platform: linux,
    engineInUse: silent,
    engineInfo: silent,
    daemonConfig: { path: '/etc/docker/daemon.json', problems: [], conflicts: [] },
    daemonFlags: silent,
    ...needs,
  });
const tmp = { path: '/tmp', kind: 'tmp', named: false };

test('the data root is where the engine says', async () => {
  const host = fakeHost({ stat: byPath({ '/var/lib/containerd': directory, '/var/lib/docker': directory }) });
  expect(await directoriesOf(host, { engineInUse: local, engineInfo: info })).toEqual({
    directories: [
      { path: '/srv/docker', kind: 'docker', named: true },
      { path: '/var/lib/containerd', kind: 'containerd', named: false },
      tmp,
    ],
  });
});

test('an engine that does not answer has it where daemon.json or the command line says', async () => {
  const inFile = { daemonConfig: { content: parseDaemonJson('{"data-root":"/data"}') } };
  expect(await directoriesOf(fakeHost({}), inFile)).toEqual({
    directories: [{ path: '/data', kind: 'docker', named: false }, tmp],
  });
  const onLine = {
    daemonFlags: { flags: new Map([['data-root', ['/line']]]), rest: [], source: 'docker.service' },
  };
  expect(await directoriesOf(fakeHost({}), { ...inFile, ...onLine })).toMatchObject({
    directories: [{ path: '/line' }, tmp],
  });
});

test('without a word about it, in /var/lib/docker, also with a broken daemon.json', async () => {
  expect(await directoriesOf(fakeHost({}), { daemonConfig: { content: parseDaemonJson('{') } })).toEqual({
    directories: [{ path: '/var/lib/docker', kind: 'docker', named: false }, tmp],
  });
});

test('Podman: for all and for this user', async () => {
  const stat = byPath({ '/var/lib/containers': directory, '/home/ada/.local/share/containers': directory });
  const found = await directoriesOf(fakeHost({ stat }), { installation: nothing });
  expect(found).toMatchObject({
    directories: [{ path: '/var/lib/containers' }, { path: '/home/ada/.local/share/containers' }, tmp],
  });
});

test.each([
  ['another kernel', local, { ...info, KernelVersion: '6.6.0-linuxkit' }],
  ['Docker Desktop under WSL', local, { ...info, OperatingSystem: 'Docker Desktop' }],
  ['TCP', { ...local, address: { kind: 'tcp', hostName: 'build', port: 2375 } }, info],
])('an engine elsewhere (%s) keeps its data elsewhere', async (_name, engineInUse, engineInfo) => {
  const found = await directoriesOf(fakeHost({}), { installation: nothing, engineInUse, engineInfo });
  expect(found).toEqual({ directories: [], elsewhere: { engine: local.id, path: '/srv/docker' } });
});
