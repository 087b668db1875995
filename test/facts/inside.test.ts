import { describe, expect, it, test } from 'vitest';
import { unavailable } from '#core/answer';
import { containerView } from '#facts/container-view';
import { dindSetup } from '#facts/dind-setup';
import type { EndpointState } from '#facts/endpoint-state';
import { type OwnContainer, ownContainer } from '#facts/own-container';
import { parseBoundCapabilities } from '#parse/bound-capabilities';
import { byPath, collected, fakeHost, fileStat, someIdentity } from '#test/support/fake-host';

const ID = '792c8f849948bd01f6ad9b3fd0ea7b6d5a4d0f3a8f9de3fb0b6d52e39aab2c11';
// Lines of a container of the lab, shortened.
const MOUNTS = `1 0 0:50 / / rw - overlay overlay rw,lowerdir=/a
2 1 8:1 /var/lib/docker/containers/${ID}/hostname /etc/hostname rw - ext4 /dev/sda1 rw
3 1 0:25 /docker.sock /run/docker.sock rw - tmpfs tmpfs rw
`;
const STATUS = 'Name:\tnode\nCapEff:\t0000000000000000\nCapBnd:\t00000000a80425fb\n';

test('what root may at most do in an ordinary container, and in a privileged one', () => {
  expect(parseBoundCapabilities(STATUS)).toEqual({ sysAdmin: false, netAdmin: false });
  expect(parseBoundCapabilities('CapBnd:\t000001ffffffffff\n')).toEqual({ sysAdmin: true, netAdmin: true });
  expect(parseBoundCapabilities('')).toBeUndefined();
});

describe('the container of this process', () => {
  const files = { '/proc/self/mountinfo': MOUNTS, '/proc/self/status': STATUS };
  const look = (answers: object, environment = {}, serviceManager = 'none') =>
    collected(ownContainer, fakeHost({ 'read-file': byPath(files), ...answers }), {
      identity: someIdentity({ environment }),
      platform: { os: 'linux' },
      serviceManager,
    });
  const docker = { lstat: byPath({ '/.dockerenv': fileStat('file') }) };

  test('is found by the mark that Docker leaves, and knows its id', async () => {
    expect(await look(docker)).toMatchObject({
      by: 'Docker',
      id: ID,
      isMachine: false,
      may: { sysAdmin: false },
    });
  });
  test('is a machine where it has an init of its own', async () => {
    expect(await look(docker, {}, 'systemd')).toMatchObject({ isMachine: true });
  });
  test.each([
    ['Podman', { lstat: byPath({ '/run/.containerenv': fileStat('file') }) }, {}],
    ['Kubernetes', {}, { KUBERNETES_SERVICE_HOST: '10.96.0.1' }],
    ['lxc', { 'read-file': byPath({ ...files, '/run/systemd/container': 'lxc\n' }) }, {}],
  ])('of %s', async (by, answers, environment) => {
    expect(await look(answers, environment)).toMatchObject({ by });
  });
  test('is none on a machine, nor under WSL; and what could not be looked for is not told', async () => {
    expect(await look({})).toBeUndefined();
    expect(await look({ 'read-file': byPath({ '/run/systemd/container': 'wsl\n' }) })).toBeUndefined();
    const lost = unavailable('unreachable', 'lstat /.dockerenv', 'not in the recording');
    expect(await look({ lstat: () => lost })).toEqual(lost);
  });
});

describe('what a container shares with the engine', () => {
  const own: OwnContainer = { by: 'Docker', id: ID, isMachine: false, mounts: [] };
  const socket = { kind: 'unix', path: '/var/run/docker.sock' };
  const at = { selected: true, address: socket, state: { kind: 'answers' }, stat: fileStat('socket') };
  const container = (Id: string, Mounts: readonly object[], Created: number) => ({
    Id,
    Names: [`/${Id.slice(0, 4)}`],
    Created,
    Mounts,
  });
  const look = (workingDirectory: string, mounts: readonly object[], siblings: readonly object[] = []) =>
    collected(containerView, fakeHost({}), {
      identity: someIdentity({ workingDirectory }),
      ownContainer: own,
      endpoints: [at],
      containers: [container(ID, mounts, 100), ...siblings],
    });
  const bind = (Source: string, Destination: string) => ({ Type: 'bind', Source, Destination });

  it.each<[string, readonly object[], object]>([
    ['/builds/x', [], { kind: 'own' }],
    ['/builds/x', [bind('/builds', '/builds')], { kind: 'same' }],
    ['/code/app', [bind('/home/ada/app', '/code/app')], { kind: 'elsewhere', path: '/home/ada/app' }],
    ['/code/app/sub', [bind('/a', '/code'), bind('/b/', '/code/app')], { kind: 'elsewhere', path: '/b/sub' }],
  ])('%s through %j', async (here, mounts, there) => {
    expect(await look(here, mounts)).toMatchObject({ outside: 'own-container', paths: { here, there } });
  });

  test('nobody means the root directory', async () => {
    expect(await look('/', [])).not.toHaveProperty('paths');
  });
  test('a container that was made since, with a path of this one, was misled', async () => {
    const later = container('beef', [bind('/builds/x/data', '/data')], 200);
    const misled = { container: 'beef', source: '/builds/x/data' };
    expect(await look('/builds/x', [], [later])).toMatchObject({ paths: { misled } });
    const former = { ...later, Created: 50 };
    const elsewhere = container('cafe', [bind('/srv', '/data')], 200);
    for (const sibling of [former, elsewhere])
      expect(await look('/builds/x', [], [sibling])).not.toHaveProperty('paths.misled');
    expect(await look('/builds/x', [bind('/builds', '/builds')], [later])).not.toHaveProperty('paths.misled');
  });

  test('a socket that is mounted alone says that the engine is outside; another one does not', async () => {
    const mount = {
      mountPoint: '/run/docker.sock',
      root: '',
      device: '',
      fsType: '',
      source: '',
      options: [],
      superOptions: [],
      shared: false,
    };
    const host = fakeHost({ 'real-path': () => '/run/docker.sock' });
    const needs = { identity: someIdentity(), endpoints: [at], containers: [] };
    const mounted = { ...needs, ownContainer: { ...own, mounts: [mount] } };
    expect(await collected(containerView, host, mounted)).toMatchObject({ outside: 'mounted-socket' });
    expect(await collected(containerView, host, { ...needs, ownContainer: own })).not.toHaveProperty(
      'outside',
    );
    expect(await collected(containerView, host, { ...needs, ownContainer: undefined })).toBeUndefined();
  });
});

describe('Docker in Docker', () => {
  const CI = { CI: 'true', DOCKER_HOST: 'tcp://docker:2375' };
  const look = (
    state: Partial<EndpointState>,
    { environment = CI, port = 2375, listens = 0, servers = {}, origin = 'DOCKER_HOST' } = {},
  ) =>
    collected(
      dindSetup,
      fakeHost({
        connect: ({ address }) => (address.kind === 'tcp' && address.port === listens ? 1 : undefined),
      }),
      {
        identity: someIdentity({ environment }),
        selectedEndpoint: { origin },
        endpoints: [{ selected: true, address: { kind: 'tcp', hostName: 'docker', port }, state }],
        ownContainer: undefined,
        nameServers: servers,
      },
    );
  const gone = (detail: string): EndpointState => ({ kind: 'unreachable', detail });
  const answered = { servers: [{ outcome: { kind: 'answered' } }] };

  it.each<[string, EndpointState, object, object]>([
    ['a name that nobody knows', gone('ENOTFOUND'), {}, { kind: 'unresolved' }],
    ['musl', gone('EAI_AGAIN'), { servers: answered }, { kind: 'unresolved' }],
    ['no name server', gone('EAI_AGAIN'), { servers: { servers: [] } }, { kind: 'no-fault' }],
    ['the TLS port', gone('ECONNREFUSED'), { listens: 2376 }, { kind: 'other-port', port: 2376 }],
    [
      'the plain port',
      gone('ECONNREFUSED'),
      { port: 2376, listens: 2375 },
      { kind: 'other-port', port: 2375 },
    ],
    ['nobody at either', gone('ECONNREFUSED'), {}, { kind: 'no-fault' }],
    ['TLS without being asked', { kind: 'tls-expected' }, {}, { kind: 'plain-to-tls' }],
    [
      'no certificates',
      { kind: 'tls-file-missing', path: '/certs/client/ca.pem' },
      {},
      { kind: 'no-certificates', path: '/certs/client/ca.pem' },
    ],
  ])('%s', async (_name, state, more, outcome) => {
    expect(await look(state, more)).toMatchObject({ hostName: 'docker', outcome });
  });

  test('is none of the business of a host outside of a CI, or of somebody who chose a context', async () => {
    expect(await look(gone('ENOTFOUND'), { environment: { ...CI, CI: '' } })).toBeUndefined();
    expect(await look(gone('ENOTFOUND'), { origin: 'currentContext' })).toBeUndefined();
  });
});
