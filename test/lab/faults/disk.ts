import { defineFault, type Fault } from '../fault.ts';
import type { LabHost } from '../host.ts';

const DATA_ROOT = '/var/lib/docker';

/** Gives the engine a data root on a file system of its own, of 96 MiB, and starts it there. */
const smallDisk = (host: LabHost, mkfs: string): Promise<string> =>
  host.shell(
    `systemctl stop docker.socket docker.service
     truncate -s 96M /disk.img; mkfs.ext4 -q -F $1 /disk.img; mount -o loop /disk.img ${DATA_ROOT}
     systemctl start docker.socket docker.service`,
    [mkfs],
  );

const FILL = `for size in 1M 4k; do dd if=/dev/zero of=${DATA_ROOT}/filler.$size bs=$size status=none 2>/dev/null && exit 1; done; sync`;
const FILL_INODES = `mkdir ${DATA_ROOT}/many; n=0; while (: >${DATA_ROOT}/many/$n) 2>/dev/null; do n=$((n + 1)); done`;

const onSmallDisk = (code: string, title: string, script: string, mkfs = '-m 0'): Fault =>
  defineFault({
    code,
    title,
    engines: 'all',
    inject: async (host) => {
      await smallDisk(host, mkfs);
      await host.run(['bash', '-uc', script], { timeoutMs: 120_000 }); // ends badly where the engine cannot start
    },
    expect: { roots: [code.split('/')[0] ?? code] },
  });

/** Images that newer ones took the names of fill the disk to its last block, on which the journals of the user lie too. */
const CLEAN_UP = `
  systemctl stop docker.socket docker.service
  truncate -s 96M /disk.img; mkfs.ext4 -q -F -m 0 /disk.img; mkdir /disk; mount -o loop /disk.img /disk
  mkdir -p /disk/docker /disk/state ~ada/.local/state; chown ada: /disk/state ~ada/.local ~ada/.local/state
  mount --bind /disk/docker ${DATA_ROOT}; mount --bind /disk/state ~ada/.local/state
  mkdir -p /run/user; install -d -m 700 -o ada -g ada /run/user/$(id -u ada)
  systemctl start docker.socket docker.service
  for n in $(seq 20); do head -c 6M /dev/urandom >/root/blob; tar -C /root -c blob | docker import - >/dev/null 2>&1 || break; done
  for size in 1M 4k; do dd if=/dev/zero of=/disk/filler.$size bs=$size status=none 2>/dev/null && exit 1; done; sync`;

export default [
  defineFault({
    code: 'disk-data-root-full/clean-up',
    title: 'images without a name fill the disk to the last block, that of the journals too',
    engines: 'all',
    inject: async (host) => {
      await host.shell(CLEAN_UP, [], { timeoutMs: 120_000 });
    },
    expect: {
      roots: ['disk-data-root-full'],
      fix: ['disk-data-root-full'],
      after: async (host) => {
        await host.shell('ls /run/user/$(id -u ada)/dockmedic/repairs/*.json');
      },
    },
  }),
  onSmallDisk('disk-data-root-full/running', 'the data root fills up while the engine runs', FILL),
  onSmallDisk(
    'disk-data-root-full/stopped',
    'the data root is full, and docker.service does not start for it',
    `${FILL}; systemctl stop docker.socket docker.service; ${FILL}; systemctl start docker.service`,
  ),
  onSmallDisk('disk-inodes-full', 'no inodes are left on the data root', FILL_INODES, '-m 0 -N 700'),
  onSmallDisk(
    'storage-readonly/error',
    'the kernel makes the data root read-only after an error of the disk (ext4 abort)',
    `mount -o remount,errors=remount-ro,abort ${DATA_ROOT}; ! touch ${DATA_ROOT}/probe 2>/dev/null`,
  ),
  onSmallDisk(
    'storage-readonly/stopped',
    'the data root is read-only, and docker.service does not start for it',
    `systemctl stop docker.socket docker.service; mount -o remount,ro ${DATA_ROOT}; systemctl start docker.service`,
  ),
];
