import { expect, it, test } from 'vitest';
import { unavailable } from '#core/answer';
import { graphDriverLeftovers } from '#facts/graph-driver-leftovers';
import { imageIntegrity } from '#facts/image-integrity';
import { byPath, collected, fakeHost, reply } from '#test/support/fake-host';

const address = { kind: 'unix', path: '/run/docker.sock' };
const image = (id: string, ...RepoTags: string[]) => ({ Id: `sha256:${id}`, RepoTags });
// Docker 20.10.24, asked for an image of which one directory of overlay2 was moved away.
const GONE = 'stat /var/lib/docker/overlay2/a9314df08414: no such file or directory';

const inspecting = (answers: Record<string, [status: number, body: object]>) =>
  fakeHost({
    'engine-get': ({ path }) => {
      const [status, body] = answers[decodeURIComponent(path.split('/')[2] ?? '')] ?? [200, {}];
      return reply(body, status);
    },
  });

it.each([
  ['its layer is gone', 500, GONE, true],
  ['its record is gone', 500, 'layer does not exist', true],
  ['it was removed meanwhile', 404, 'No such image: sha256:aa', false],
  ['the engine has other trouble', 503, 'the server is shutting down', false],
])('an image that cannot be inspected: %s', async (_name, status, message, isDamaged) => {
  const host = inspecting({ 'sha256:aa': [status, { message }] });
  const needs = { engineInUse: { address }, engineImages: [image('aa', 'web:latest'), image('bb', 'db:1')] };
  expect(await collected(imageIntegrity, host, needs)).toEqual({
    listed: 2,
    inspected: 2,
    damaged: isDamaged ? [{ name: 'web:latest', detail: message }] : [],
  });
});

test('no more than twenty are asked, those with a name first', async () => {
  const asked: string[] = [];
  const host = fakeHost({ 'engine-get': ({ path }) => void asked.push(path) });
  const unnamed = Array.from({ length: 40 }, (_, index) => image(`u${index}`, '<none>:<none>'));
  const needs = { engineInUse: { address }, engineImages: [...unnamed, image('aa', 'web:latest')] };
  expect(await collected(imageIntegrity, host, needs)).toEqual({ listed: 41, inspected: 0, damaged: [] });
  expect(asked).toHaveLength(20);
  expect(asked[0]).toContain('aa');
});

const here = { os: 'linux', kernelRelease: '6.1.0' };
const info = (type: string) => ({
  Driver: 'overlayfs',
  DriverStatus: [['driver-type', type]],
  DockerRootDir: '/var/lib/docker',
  KernelVersion: '6.1.0',
});
const needs = (type = 'io.containerd.snapshotter.v1') => ({
  engineInUse: { address },
  engineInfo: info(type),
  platform: here,
});

test('images of the storage driver of before are counted', async () => {
  const host = fakeHost({
    list: byPath({
      '/var/lib/docker/image': ['overlay2', 'vfs'],
      '/var/lib/docker/image/overlay2/imagedb/content/sha256': ['aa', 'bb'],
      '/var/lib/docker/image/vfs/imagedb/content/sha256': [],
    }),
  });
  expect(await collected(graphDriverLeftovers, host, needs())).toEqual({
    snapshotter: 'overlayfs',
    root: '/var/lib/docker',
    kept: [{ driver: 'overlay2', images: 2 }],
  });
  expect(await collected(graphDriverLeftovers, host, needs('other'))).toBeUndefined();
});

test('a fresh engine has none, and only root may look', async () => {
  expect(await collected(graphDriverLeftovers, fakeHost({}), needs())).toMatchObject({ kept: [] });
  const denied = unavailable('denied', 'list /var/lib/docker/image', 'EACCES');
  expect(await collected(graphDriverLeftovers, fakeHost({ list: () => denied }), needs())).toEqual(denied);
});
