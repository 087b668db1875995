import { expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { storagePlaces } from '#facts/storage-places';
import { byPath, collected, disk, fakeHost } from '#test/support/fake-host';

const at = (path: string, more: object = {}) => ({ path, kind: 'docker', named: false, ...more });
const MOUNTS = [
  '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
  '40 22 8:2 / /data rw,relatime shared:2 - xfs /dev/sdb1 rw',
  // As Linux 6.18 shows an ext4 that was made read-only by an error.
  '42 22 7:0 / /failed rw,relatime shared:4 - ext4 /dev/loop0 rw,abort,errors=remount-ro,emergency_ro',
  '41 22 0:50 / /frozen ro,relatime shared:3 - ext4 /dev/sdc1 ro',
].join('\n');
const usages = { '/': disk(10e9, 5e9), '/var/lib/docker': disk(10e9, 5e9), '/tmp': disk(10e9, 5e9) };

const placesOf = (
  real: Record<string, string>,
  statfs: Record<string, ReturnType<typeof disk>>,
  directories: object[],
) =>
  collected(
    storagePlaces,
    fakeHost({
      'read-file': byPath({ '/proc/self/mountinfo': MOUNTS }),
      'real-path': byPath(real),
      statfs: byPath(statfs),
    }),
    { storageDirectories: { directories } },
  );
const itself = (...paths: string[]) => Object.fromEntries(paths.map((path) => [path, path]));

test('places on one file system are one disk', async () => {
  const real = itself('/var/lib/docker', '/tmp');
  const found = await placesOf(real, usages, [at('/var/lib/docker'), at('/tmp', { kind: 'tmp' })]);
  expect(found).toMatchObject({
    filesystems: [
      { places: [{ path: '/var/lib/docker' }, { path: '/tmp' }], mount: { mountPoint: '/', fsType: 'ext4' } },
    ],
    unseen: [],
  });
});

test('a link is measured where it leads', async () => {
  const found = await placesOf({ '/var/lib/docker': '/data/docker' }, { '/data/docker': disk(9e9, 1e9) }, [
    at('/var/lib/docker'),
  ]);
  expect(found).toMatchObject({ filesystems: [{ mount: { mountPoint: '/data' }, usage: disk(9e9, 1e9) }] });
});

test('a place that is not there yet is measured at its nearest parent', async () => {
  const found = await placesOf(itself('/'), usages, [at('/var/lib/docker')]);
  expect(found).toMatchObject({ filesystems: [{ places: [{ isMissing: true, isReadOnly: false }] }] });
});

test('a data root that the engine names and that is not here lies in another mount namespace', async () => {
  const found = await placesOf(itself('/', '/tmp'), usages, [at('/srv', { named: true }), at('/tmp')]);
  expect(found).toMatchObject({ unseen: [{ path: '/srv', obstacle: { reason: 'absent' } }] });
});

test.each(['/frozen', '/failed'])('read-only mounts are told: %s', async (path) => {
  const found = await placesOf(itself(path), { [path]: disk(9e9, 1e9) }, [at(path)]);
  expect(found).toMatchObject({ filesystems: [{ places: [{ isReadOnly: true }] }] });
});

test('a dead network file system is an obstacle, not an empty disk', async () => {
  const late = unavailable('timed-out', 'statfs /data', 'no answer within 3000 ms');
  const host = fakeHost({ 'real-path': byPath(itself('/data')), statfs: () => late });
  expect(
    await collected(storagePlaces, host, { storageDirectories: { directories: [at('/data')] } }),
  ).toEqual(late);
});
