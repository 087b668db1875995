import { describe, expect, test } from 'vitest';
import { isUnavailable, unavailable } from '#core/answer';
import { propose } from '#core/fix';
import { daemonJsonTarget, whereTaken } from '#facts/daemon-json-target';
import { freeAddresses } from '#facts/free-addresses';
import { storageDriverData } from '#facts/storage-driver-data';
import { usableNameServers } from '#facts/usable-name-servers';
import { setContainerDns } from '#fixes/set-container-dns';
import { parseDockerdFlags } from '#parse/dockerd-flags';
import { parseIpv4Network } from '#parse/ipv4-network';
import { noTarget, targetOf } from '#test/support/daemon-json-target';
import { fakeHost, fileStat, someIdentity } from '#test/support/fake-host';

const down = unavailable('unreachable', 'lstat /var/run/docker.sock', 'ENOENT');
const address = { kind: 'unix', path: '/var/run/docker.sock' } as const;

const collect = async (config: object, needs: object = {}, files: readonly string[] = []) => {
  const host = fakeHost({
    stat: ({ path }) =>
      files.includes(path) ? { ...fileStat('file'), mode: 0o755 } : unavailable('absent', path, 'ENOENT'),
  });
  const found = await daemonJsonTarget.collect(host, {
    daemonConfig: { path: '/etc/docker/daemon.json', problems: [], conflicts: [], ...config },
    localEngine: { id: 'unix:///var/run/docker.sock', selected: true, activity: 'stopped' },
    installation: { dockerd: '/usr/sbin/dockerd' },
    serviceManager: 'systemd',
    daemonFlags: { source: 'docker.service', ...parseDockerdFlags(['-H', 'fd://']) },
    engineService: { manager: 'systemd', unit: 'docker.service', resetFailed: false },
    dockerUnits: down,
    engineInUse: down,
    engineContainers: down,
    ...needs,
  } as never); // what it needs, by name
  if (isUnavailable(found)) throw new Error(found.detail);
  return found;
};

describe('daemon.json as something to edit', () => {
  test('the correction is made for this engine and its command line', async () => {
    const found = await collect({ text: '{ "hosts": ["fd://"] }', engineVersion: '26.1.5' });
    expect(found).toMatchObject({
      correction: { kind: 'json', members: [{ path: ['hosts'] }] },
      running: false,
      dockerd: { path: '/usr/sbin/dockerd', major: 26 },
    });
    expect(found).not.toHaveProperty('inUse');
  });

  test('the runtime of NVIDIA is looked for where it is missing', async () => {
    const problem = { problem: 'default-runtime-missing', key: 'default-runtime', runtime: 'nvidia' };
    const text = '{ "default-runtime": "nvidia" }';
    const path = '/usr/bin/nvidia-container-runtime';
    expect(await collect({ text, problems: [problem] }, {}, [path])).toMatchObject({
      correction: { members: [{ path: ['runtimes', 'nvidia'], value: { path } }] },
    });
    expect(await collect({ text, problems: [problem] })).toMatchObject({
      correction: { members: [{ path: ['default-runtime'] }] },
    });
  });

  test('what another engine says is not about the file', async () => {
    const here = { id: 'unix:///var/run/docker.sock', address };
    expect(await collect({}, { engineInUse: here, engineContainers: [] })).toMatchObject({ inUse: address });
    const other = await collect({}, { engineInUse: { id: 'tcp://far:2376', address }, engineContainers: [] });
    expect(other).not.toHaveProperty('inUse');
    expect(other).not.toHaveProperty('interrupts');
  });
});

describe('a plan is offered only where the engine takes what it leaves', () => {
  const offered = (target: Parameters<typeof whereTaken>[0]) =>
    whereTaken(target, (one) => propose(setContainerDns, { target: one, servers: ['10.0.0.2'] })).length;

  test.each([
    ['it does', targetOf('{}\n'), 1],
    ['there is no file yet', targetOf(undefined), 1],
    ['something else in it is refused', targetOf('{ "log-drivers": "local" }\n'), 0],
    ['it is no JSON', targetOf('{\n'), 0],
    ['it says so already', targetOf('{ "dns": ["10.0.0.2"] }\n'), 0],
    ['the file cannot be read', noTarget, 0],
    [
      'Docker Desktop reads another',
      targetOf('{}\n', { service: { manager: 'desktop', unit: 'docker', resetFailed: false } }),
      0,
    ],
    [
      'the snap reads another',
      targetOf('{}\n', {
        service: { manager: 'systemd', unit: 'snap.docker.dockerd.service', resetFailed: false },
      }),
      0,
    ],
  ] as const)('%s', (_what, target, wanted) => {
    expect(offered(target)).toBe(wanted);
  });
});

const route = (network: string) => ({ network: parseIpv4Network(network), device: 'tun0', metric: 0 });
const free = (routes: readonly string[], needs = {}) =>
  freeAddresses.collect(fakeHost({}), {
    hostRoutes: routes.map(route),
    networks: down,
    resolvConf: down,
    ...needs,
  } as never); // what it needs, by name

test('free addresses lie beside routes, networks and name servers; the default route takes none', async () => {
  expect(await free(['0.0.0.0/0'])).toEqual({ pool: '10.201.0.0/16', bip: '10.201.0.1/24' });
  const subnets = [parseIpv4Network('10.201.0.0/24')];
  const servers = { nameservers: ['10.202.0.53'], upstreams: ['10.201.1.1'] };
  expect(await free(['0.0.0.0/0'], { networks: { subnets }, resolvConf: servers })).toEqual({
    pool: '10.203.0.0/16',
    bip: '10.201.2.1/24',
  });
  expect(await free(['0.0.0.0/1', '128.0.0.0/1'])).toEqual({});
});

test('storage drivers: those under which there are images, unless that may not be looked at', async () => {
  const words = { text: '/srv/d contains several valid graphdrivers: overlay2, vfs; Please cleanup' };
  const look = (list: (path: string) => unknown) =>
    storageDriverData.collect(fakeHost({ list: (({ path }: { path: string }) => list(path)) as never }), {
      words,
      directories: down,
    } as never); // what it needs, by name
  const absent = (path: string) => unavailable('absent', path, 'ENOENT');
  expect(
    await look((path) => (path === '/srv/d/image/vfs/imagedb/content/sha256' ? ['4f'] : absent(path))),
  ).toEqual({
    drivers: ['overlay2', 'vfs'],
    withImages: ['vfs'],
  });
  expect(await look((path) => unavailable('denied', path, 'EACCES'))).toEqual({
    drivers: ['overlay2', 'vfs'],
  });
});

describe('name servers that containers could have', () => {
  const answer = (address: string, kind = 'answered') => ({ address, outcome: { kind } });
  const asked: string[] = [];
  const usable = (
    given: readonly object[] | undefined,
    known: readonly object[],
    upstreams: readonly string[],
  ) =>
    usableNameServers.collect(
      fakeHost({
        'udp-exchange': ({ hostName }) => {
          asked.push(hostName);
          return unavailable('unreachable', 'udp', 'ECONNREFUSED');
        },
      }),
      {
        identity: someIdentity(),
        resolvConf: { upstreams },
        nameServers: { servers: known },
        container: given === undefined ? down : { given: true, servers: given },
      } as never, // what it needs, by name
    );

  test('those of the host that answered, and not its own resolver', async () => {
    const known = [answer('127.0.0.1'), answer('10.0.0.2'), answer('10.0.0.3', 'timed-out')];
    expect(await usable([answer('10.0.0.9', 'timed-out')], known, ['127.0.0.1', '10.0.0.4'])).toEqual([
      '10.0.0.2',
    ]);
    expect(asked).toEqual(['10.0.0.4']);
  });

  test('nobody is asked where containers have one that answers, or none was seen', async () => {
    asked.length = 0;
    expect(await usable([answer('10.0.0.9')], [], ['10.0.0.4'])).toEqual([]);
    expect(await usable(undefined, [], ['10.0.0.4'])).toEqual([]);
    expect(asked).toEqual([]);
  });
});
