import { expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { unmountedStorage } from '#facts/unmounted-storage';
import { byPath, collected, fakeHost } from '#test/support/fake-host';

const ROOT = '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw';
const MOUNTED = `${ROOT}\n40 22 8:2 / /var/lib/docker rw,relatime shared:2 - xfs /dev/sdb1 rw`;
const docker = { path: '/var/lib/docker', kind: 'docker', named: true };

const lookAt = (fstab: string, mounts = ROOT, directories: object[] = [docker], real = {}) =>
  collected(
    unmountedStorage,
    fakeHost({
      'read-file': byPath({ '/etc/fstab': fstab, '/proc/self/mountinfo': mounts }),
      'real-path': byPath(real),
    }),
    { storageDirectories: { directories } },
  );

test.each([
  ['the data root itself', '/var/lib/docker'],
  ['above it', '/var'],
  ['in it', '/var/lib/docker/volumes'],
])('a disk that is not mounted: %s', async (_name, mountPoint) => {
  expect(await lookAt(`UUID=6d5a ${mountPoint} xfs defaults,nofail 0 2`)).toEqual([
    { path: '/var/lib/docker', kind: 'docker', mountPoint, source: 'UUID=6d5a', byHand: false },
  ]);
});

test('one that is mounted by hand is told apart', async () => {
  expect(await lookAt('/dev/sdb1 /var/lib/docker xfs noauto,user')).toMatchObject([{ byHand: true }]);
});

test('a data root that is a link is looked for where it leads', async () => {
  const real = { '/var/lib/docker': '/data/docker' };
  expect(await lookAt('/dev/sdb1 /data xfs defaults', ROOT, [docker], real)).toMatchObject([
    { path: '/var/lib/docker', mountPoint: '/data' },
  ]);
});

test('two directories on one disk are one fault', async () => {
  const podman = { path: '/var/lib/containers', kind: 'podman', named: false };
  expect(await lookAt('/dev/sdb1 /var/lib ext4 defaults', ROOT, [docker, podman])).toHaveLength(1);
});

test.each([
  ['it is mounted', '/dev/sdb1 /var/lib/docker xfs defaults', MOUNTED],
  [
    'it is for something else',
    '/dev/sdb1 /home xfs defaults\n/dev/sdc1 /var/lib/docker-old xfs defaults',
    ROOT,
  ],
  ['the table has nothing to mount', '# UNCONFIGURED FSTAB\n\n/dev/sda2 none swap sw 0 0\n', ROOT],
  ['it is the root file system', '/dev/sda1 / ext4 defaults', ''],
])('nothing to tell where %s', async (_name, fstab, mounts) => {
  expect(await lookAt(fstab, mounts)).toEqual([]);
});

test('/tmp holds no images', async () => {
  const tmp = { path: '/tmp', kind: 'tmp', named: false };
  expect(await lookAt('tmpfs /tmp tmpfs defaults', ROOT, [tmp])).toEqual([]);
});

test('without the table there is nothing to hold against it; one that may not be read is said', async () => {
  const needs = { storageDirectories: { directories: [docker] } };
  const denied = unavailable('denied', 'read /etc/fstab', 'EACCES');
  const files = byPath({ '/proc/self/mountinfo': ROOT });
  expect(await collected(unmountedStorage, fakeHost({ 'read-file': files }), needs)).toEqual([]);
  const closed = fakeHost({ 'read-file': (asks) => (asks.path === '/etc/fstab' ? denied : files(asks)) });
  expect(await collected(unmountedStorage, closed, needs)).toMatchObject({ reason: 'denied' });
});
