import type { Bench } from '../bench.ts';
import type { Lab } from '../lab.ts';
import type { Fault, Undo } from './fault.ts';

const DATA_ROOT = '/var/lib/docker';

/** A small file system for the data root: an ext4 in a loop file, or a tmpfs where the kernel gives no loop device. */
interface SmallDisk {
  readonly mkfs: string;
  readonly tmpfs: string;
}

const FEW_BYTES: SmallDisk = { mkfs: '-m 0', tmpfs: 'size=64m' };
const FEW_INODES: SmallDisk = { mkfs: '-m 0 -N 600', tmpfs: 'size=64m,nr_inodes=600' };

const MOUNT = `
  truncate -s 64M "$1"
  mkfs.ext4 -q -F $2 "$1"
  [ -e /dev/loop-control ] || mknod /dev/loop-control c 10 237 || true
  for n in 0 1 2 3 4 5 6 7; do [ -e /dev/loop$n ] || mknod /dev/loop$n b 7 $n || true; done
  mount -o loop "$1" ${DATA_ROOT} 2>/dev/null || mount -t tmpfs -o "mode=711,$3" lab ${DATA_ROOT}`;

/** Writes until the kernel says "No space left on device": first whole megabytes, then the rest. */
const FILL_BYTES = `
  for size in 1M 4k; do dd if=/dev/zero of=${DATA_ROOT}/filler.$size bs=$size status=none 2>/dev/null && exit 1; done
  sync -f ${DATA_ROOT}`;

const FILL_INODES = `
  n=0; mkdir ${DATA_ROOT}/files
  while [ $n -lt 10000 ] && : 2>/dev/null >${DATA_ROOT}/files/$n; do n=$((n + 1)); done
  [ $n -lt 10000 ]`;

/** Gives the engine a small data root and fills it while the engine runs. */
async function fillDataRoot(bench: Bench, disk: SmallDisk, fill: string): Promise<Undo> {
  const { engine, lab } = bench;
  await engine.stop();
  await lab.shell(MOUNT, [`${lab.folder}/disk.img`, disk.mkfs, disk.tmpfs]);
  await engine.start();
  await runToTheEnd(lab, fill);
  return async () => {
    await engine.stop();
    await lab.shell(`umount ${DATA_ROOT}; rm -f "$1" /var/run/docker-ssd.pid`, [`${lab.folder}/disk.img`]);
    await engine.start();
  };
}

/** dash ends at a failed redirection of `:`, a special builtin; bash does not. */
async function runToTheEnd(lab: Lab, script: string): Promise<void> {
  await lab.must(['bash', '-uc', script]);
}

export const diskFaults: readonly Fault[] = [
  {
    name: 'full data root under a running engine',
    roots: ['disk-data-root-full'],
    inject: (bench) => fillDataRoot(bench, FEW_BYTES, FILL_BYTES),
  },
  {
    name: 'full data root, and the engine cannot start for it',
    roots: ['disk-data-root-full'],
    inject: async (bench) => {
      const undo = await fillDataRoot(bench, FEW_BYTES, FILL_BYTES);
      await bench.engine.stop();
      await runToTheEnd(
        bench.lab,
        `dd if=/dev/zero of=${DATA_ROOT}/filler.last bs=4k status=none 2>/dev/null; true`,
      );
      await bench.engine.startInVain();
      return undo;
    },
  },
  {
    name: 'no inodes left on the data root',
    roots: ['disk-inodes-full'],
    inject: (bench) => fillDataRoot(bench, FEW_INODES, FILL_INODES),
  },
];
