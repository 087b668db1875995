import { expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { diskTenants } from '#facts/disk-tenants';
import { collected, disk, fakeHost, someIdentity } from '#test/support/fake-host';

const MOUNTS = [
  '22 1 8:1 / / rw - ext4 /dev/sda1 rw',
  '23 22 8:2 / /home rw - ext4 /dev/sda2 rw',
  '24 22 0:30 / /tmp rw - tmpfs tmpfs rw',
].join('\n');
const place = (path: string, kind: string) => ({ path, kind });
const needs = (usage = disk(100e9, 1e9), uid = 0) => ({
  identity: someIdentity({ uid }),
  storagePlaces: {
    filesystems: [
      {
        places: [place('/var/lib/docker', 'docker'), place('/var/lib/containerd', 'containerd')],
        usage,
        mount: { mountPoint: '/', fsType: 'ext4', source: '/dev/sda1', device: '8:1' },
      },
    ],
  },
});
const sizes: Record<string, number> = { '/var/log': 2000, '/opt': 9000, '/var/lib/containerd': 500 };
const asked: string[] = [];
const host = fakeHost({
  'read-file': () => MOUNTS,
  query: ({ argv }) => {
    const path = argv.at(-1) ?? '';
    asked.push(path);
    if (path === '/srv') return unavailable('timed-out', 'du', 'no answer within 4000 ms');
    return sizes[path] === undefined
      ? undefined
      : { exitCode: 0, stdout: `${sizes[path]}\t${path}\n`, stderr: '' };
  },
});

test('what else lies on the file system of the data root, the largest first', async () => {
  expect(await collected(diskTenants, host, needs())).toEqual({
    measured: [
      { path: '/opt', bytes: 9000 * 1024 },
      { path: '/var/log', bytes: 2000 * 1024 },
      { path: '/var/lib/containerd', bytes: 500 * 1024 },
    ],
    unmeasured: ['/srv'],
  });
  expect(asked).not.toContain('/home');
  expect(asked).not.toContain('/tmp');
});

test.each([
  ['nothing is filling', needs(disk(100e9, 50e9))],
  ['we are not root', needs(disk(100e9, 1e9), 1000)],
])('nothing is counted where %s', async (_name, given) => {
  expect(await collected(diskTenants, host, given)).toBeUndefined();
});
