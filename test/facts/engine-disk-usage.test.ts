import { expect, test } from 'vitest';
import { engineDiskReport } from '#facts/engine-disk-report';
import { engineDiskUsage } from '#facts/engine-disk-usage';
import { collected, disk, fakeHost, reply, someIdentity } from '#test/support/fake-host';

const needs = (leftBytes: number, cleanUps?: readonly string[]) => ({
  identity: someIdentity(cleanUps === undefined ? {} : { cleanUps }),
  engineInUse: { address: { kind: 'unix', path: '/run/docker.sock' }, engine: 'docker' },
  storagePlaces: { filesystems: [{ usage: disk(100e9, leftBytes) }], unseen: [] },
});

test('a disk with room is no reason to ask the engine', async () => {
  const host = fakeHost({
    'engine-get': () => {
      throw new Error('asked all the same');
    },
  });
  expect(await collected(engineDiskReport, host, needs(50e9))).toBeUndefined();
  expect(
    await collected(engineDiskUsage, host, { ...needs(50e9), engineDiskReport: undefined }),
  ).toBeUndefined();
});

test('whoever names a clean-up is one', async () => {
  const host = fakeHost({ 'engine-get': () => reply({ BuildCache: null }) });
  expect(await collected(engineDiskReport, host, needs(50e9, ['remove-build-cache']))).toMatchObject({
    BuildCache: [],
  });
});

test('when a disk fills, the engine accounts for its part', async () => {
  const df = {
    LayersSize: 40e9,
    Images: [
      { Id: 'a', RepoTags: ['app:1'], Containers: 1 },
      { Id: 'b', RepoTags: null, Containers: 0 },
      { Id: 'c', RepoTags: ['<none>:<none>'], Containers: -1 },
    ],
    Containers: [
      { Id: 'x', SizeRw: 1e9, State: 'exited' },
      { Id: 'y', SizeRw: 2e9, State: 'running' },
    ],
    Volumes: [
      { Name: 'db', UsageData: { Size: 5e9, RefCount: 1 } },
      { Name: 'unknown', UsageData: { Size: -1, RefCount: -1 } },
    ],
    BuildCache: [
      { ID: '1', Size: 3e9, InUse: false, Shared: false },
      { ID: '2', Size: 4e9, InUse: true, Shared: false },
      { ID: '3', Size: 9e9, InUse: false, Shared: true },
    ],
  };
  const host = fakeHost({ 'engine-get': ({ path }) => (path === '/system/df' ? reply(df) : undefined) });
  const report = await collected(engineDiskReport, host, needs(1e9));
  expect(await collected(engineDiskUsage, host, { ...needs(1e9), engineDiskReport: report })).toEqual({
    engine: 'docker',
    imageBytes: 40e9,
    danglingImages: 2,
    containerBytes: 3e9,
    stoppedContainers: 1,
    volumeBytes: 5e9,
    cacheBytes: 7e9,
    idleCacheBytes: 3e9,
  });
});
