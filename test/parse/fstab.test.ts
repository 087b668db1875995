import { expect, it } from 'vitest';
import { entriesOf, parseFstab } from '#parse/fstab';
import { survivesHostileText } from '#test/parse/samples';

// fstab(5)
const TEXT = `# <file system> <mount point> <type> <options> <dump> <pass>
UUID=6d5a / ext4 errors=remount-ro 0 1
/dev/sdb1\t/var/lib/docker/  xfs\tdefaults,nofail  0 2
LABEL=big /mnt/my\\040disk btrfs noauto
/dev/sda2 none swap sw 0 0
proc /proc proc
nonsense
`;

it('reads what is mounted somewhere', () => {
  expect(parseFstab(TEXT)).toEqual([
    { source: 'UUID=6d5a', mountPoint: '/', fsType: 'ext4', options: ['errors=remount-ro'] },
    { source: '/dev/sdb1', mountPoint: '/var/lib/docker', fsType: 'xfs', options: ['defaults', 'nofail'] },
    { source: 'LABEL=big', mountPoint: '/mnt/my disk', fsType: 'btrfs', options: ['noauto'] },
    { source: 'proc', mountPoint: '/proc', fsType: 'proc', options: [''] },
  ]);
});

it('finds the entries above a directory and in it, and never the root', () => {
  const points = (path: string) => entriesOf(path, parseFstab(TEXT)).map(({ mountPoint }) => mountPoint);
  expect(points('/var/lib/docker')).toEqual(['/var/lib/docker']);
  expect(points('/var/lib/docker/overlay2')).toEqual(['/var/lib/docker']);
  expect(points('/var/lib')).toEqual(['/var/lib/docker']);
  expect(points('/var/lib/docker-old')).toEqual([]);
});

it('survives hostile text', () => survivesHostileText(parseFstab));
