import { describe, expect, test } from 'vitest';
import { actLeftovers } from '#facts/act-leftovers';
import { cleanUps } from '#facts/clean-ups';
import { removalTarget } from '#facts/removal-target';
import { unusedNetworks } from '#facts/unused-networks';
import { parseContainers, parseDiskUsage, parseImages, parseNetworks } from '#parse/engine-api';
import { collected, fakeHost, reply, someIdentity } from '#test/support/fake-host';

const NOW = Date.parse('2026-11-20T00:00:00Z');
const target = { address: { kind: 'unix', path: '/run/docker.sock' }, client: ['docker'] } as const;
const engineInUse = { engine: 'docker', address: target.address };

const containers = parseContainers([
  {
    Id: 'old',
    Names: ['/old'],
    State: 'exited',
    ImageID: 'sha256:used',
    Labels: { 'com.docker.compose.project': 'shop' },
  },
  { Id: 'new', Names: ['/new'], State: 'exited', Image: 'named:latest' },
  { Id: 'up', Names: ['/up'], State: 'running', Mounts: [{ Type: 'volume', Name: 'mounted' }] },
  { Id: 'odd', Names: ['/odd'], State: 'exited' },
]);
const finished = (name: string, FinishedAt: string) =>
  reply({ Id: name, Name: `/${name}`, State: { Status: 'exited', FinishedAt }, Image: 'i' });
const inspected: Readonly<Record<string, ReturnType<typeof reply>>> = {
  '/containers/old/json': finished('old', '2026-11-01T00:00:00Z'),
  '/containers/new/json': finished('new', '2026-11-19T00:00:00Z'),
};
const image = (Id: string, RepoTags: readonly string[] | null, more: object = {}) => ({
  Id,
  RepoTags,
  ...more,
});
const layers = [
  image('sha256:dangling', ['<none>:<none>'], { Created: 1e9 }),
  image('sha256:free', ['free:1']),
  image('sha256:named', ['named:latest']),
  image('sha256:used', ['used:1']),
  image('sha256:counted', ['counted:1']),
  image('sha256:two', ['two:1', 'two:2']),
  image('sha256:parent', ['parent:1']),
  image('sha256:child', null, { ParentId: 'sha256:parent' }),
];
const report = {
  Images: [
    { Id: 'sha256:counted', Containers: 1 },
    { Id: 'sha256:free', Size: 10e6, SharedSize: 4e6 },
  ],
  Containers: [{ Id: 'old', SizeRw: 5 }],
  Volumes: [
    { Name: 'free', Driver: 'local', UsageData: { Size: 3, RefCount: 0 } },
    { Name: 'large', Driver: 'local', UsageData: { Size: 9, RefCount: 0 } },
    { Name: 'mounted', Driver: 'local', UsageData: { Size: 3, RefCount: 0 } },
    { Name: 'counted', Driver: 'local', UsageData: { Size: 3, RefCount: 1 } },
    { Name: 'far', Driver: 'nfs-plugin', UsageData: { Size: 3, RefCount: 0 } },
  ],
  BuildCache: [
    { ID: 'parent', InUse: false, Size: 1, LastUsedAt: '2026-11-02T10:00:00.1Z' },
    { ID: 'child', InUse: false, Size: 2, LastUsedAt: '2026-11-02T10:00:00.2Z' },
    { ID: 'oldest', InUse: false, Size: 1, LastUsedAt: '2026-11-01T10:00:00Z' },
    { ID: 'busy', InUse: true },
    { ID: 'unsaid' },
    { ID: 'shared', InUse: false, Shared: true },
    { ID: 'inner', InUse: false, Type: 'internal' },
  ],
};
const host = fakeHost({
  'now-ms': () => NOW,
  'engine-get': ({ path }) => (path === '/images/json?all=1' ? reply(layers) : inspected[path]),
});
const needs = {
  identity: someIdentity(),
  engineInUse,
  removalTarget: target,
  report: parseDiskUsage(report),
  info: { DockerRootDir: '/var/lib/docker', DriverStatus: [] },
  containers,
  images: parseImages(layers),
};

describe('clean-ups', () => {
  test('nothing that anything needs is listed', async () => {
    const lists = await collected(cleanUps, host, needs);
    expect(lists).toMatchObject({
      dataRoot: '/var/lib/docker',
      containerdStore: false,
      danglingImages: [
        { id: 'sha256:dangling', name: 'dangling', madeAt: '2001-09-09T01:46:40.000Z' },
        { id: 'sha256:child' },
      ],
      unusedImages: [{ id: 'sha256:free', name: 'free:1', sizeBytes: 6e6, expect: 'free:1' }],
      severalNames: 1,
      stoppedContainers: [
        { id: 'old', owner: 'shop', sizeBytes: 5, expect: 'old exited 2026-11-01T00:00:00Z i' },
      ],
      stoppedDays: 7,
      volumes: [{ id: 'large' }, { id: 'free' }],
      buildCache: [{ id: 'oldest' }, { id: 'child' }, { id: 'parent' }],
    });
  });

  test('nothing is asked where no disk is filling, or where there is no client', async () => {
    const silent = fakeHost({
      'engine-get': () => {
        throw new Error('asked all the same');
      },
    });
    expect(await collected(cleanUps, silent, { ...needs, report: undefined })).toBeUndefined();
    expect(await collected(cleanUps, silent, { ...needs, removalTarget: undefined })).toBeUndefined();
  });

  test('who cannot be asked for the parents of images offers none', async () => {
    const half = fakeHost({ 'now-ms': () => NOW });
    expect(await collected(cleanUps, half, needs)).toMatchObject({
      danglingImages: [],
      unusedImages: [],
      stoppedContainers: [],
    });
  });
});

test('removal-target: the engine that was looked at, by the docker client', async () => {
  const at = (more: object) =>
    collected(removalTarget, host, {
      identity: someIdentity({ engineFlags: { context: 'far' } }),
      engineInUse,
      dockerClient: { path: '/usr/bin/docker', answer: '' },
      ...more,
    });
  expect(await at({})).toMatchObject({ client: ['docker', '--host', 'unix:///run/docker.sock'] });
  expect(await at({ dockerClient: { path: '/snap/bin/docker', answer: '' } })).toMatchObject({
    client: ['/snap/bin/docker', '--host', 'unix:///run/docker.sock'],
  });
  expect(
    await at({ engineInUse: { engine: 'docker', address: { kind: 'tcp', hostName: 'h', port: 1 } } }),
  ).toMatchObject({
    client: ['docker', '--context', 'far'],
  });
  expect(await at({ dockerClient: undefined })).toBeUndefined();
  expect(await at({ engineInUse: { engine: 'podman', address: target.address } })).toBeUndefined();
});

test('unused-networks: not those of the engine, of a swarm, of ended or never started containers', async () => {
  const bridge = (Name: string, more: object = {}) => ({
    Name,
    Id: `${Name}-id`,
    Driver: 'bridge',
    Scope: 'local',
    ...more,
  });
  const all = [
    ...[bridge('free', { Labels: { 'com.docker.compose.project': 'shop' } }), bridge('bridge')],
    ...[bridge('ended'), bridge('created'), bridge('other', { Driver: 'macvlan' })],
    ...[bridge('swarm', { Scope: 'swarm' }), bridge('template', { ConfigOnly: true })],
  ];
  const users = parseContainers([
    { Id: 'a', State: 'exited', NetworkSettings: { Networks: { x: { NetworkID: 'ended-id' } } } },
    { Id: 'b', State: 'created', NetworkSettings: { Networks: { created: { NetworkID: '' } } } },
  ]);
  expect(
    await collected(unusedNetworks, host, {
      removalTarget: target,
      engineNetworks: parseNetworks(all),
      engineContainers: users,
    }),
  ).toMatchObject({ networks: [{ id: 'free-id', name: 'free', owner: 'shop' }] });
});

test('act-leftovers: those alone that do not run and have such a name', async () => {
  const found = parseContainers([
    { Id: 'old', Names: ['/act-ci-build'], State: 'exited' },
    { Id: 'new', Names: ['/action'], State: 'exited' },
    { Id: 'up', Names: ['/act-ci-test'], State: 'running' },
  ]);
  const left = await collected(actLeftovers, host, {
    engineInUse,
    removalTarget: target,
    engineContainers: found,
  });
  expect(left).toMatchObject({ containers: [{ id: 'old', name: 'act-ci-build' }] });
});
