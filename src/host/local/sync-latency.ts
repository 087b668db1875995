import { open } from 'node:fs/promises';
import { platform } from 'node:os';
import type { Unavailable } from '#core/answer';
import { unavailable } from '#core/answer';
import type { SyncLatency } from '#core/host';
import { fromError } from '#host/errno';

// open(2) of Linux, on all processors that Node runs on: Node has a name for the rest, and none for this one.
const O_TMPFILE = 0o20_000_000 | 0o200_000;
const O_RDWR = 0o2;
const PRIVATE = 0o600;

const BLOCK_BYTES = 4096;
const MOST_SAMPLES = 9;
const LIMIT_MS = 1000;

/** How long it takes to make 4 KiB durable, a few times over. The file has no name at any moment: when this program
 *  ends, however it ends, the kernel takes it away. Where a file system knows no such files nothing is written. */
export const syncLatency = async (
  directory: string,
  signal: AbortSignal,
): Promise<SyncLatency | Unavailable> => {
  const source = `write and sync in ${directory}`;
  if (platform() !== 'linux') return unavailable('absent', source, 'only Linux has files without a name');
  try {
    const file = await open(directory, O_TMPFILE | O_RDWR, PRIVATE);
    try {
      return { syncMs: await sample(file, signal) };
    } finally {
      await file.close();
    }
  } catch (error) {
    return fromError(source, error);
  }
};

type File = Awaited<ReturnType<typeof open>>;

const sample = async (file: File, signal: AbortSignal): Promise<readonly number[]> => {
  const startMs = performance.now();
  const taken: number[] = [];
  while (taken.length < MOST_SAMPLES && !signal.aborted && performance.now() - startMs < LIMIT_MS) {
    const beforeMs = performance.now();
    await file.write(Buffer.alloc(BLOCK_BYTES, taken.length + 1), 0, BLOCK_BYTES, 0);
    await file.datasync();
    taken.push(performance.now() - beforeMs);
  }
  return taken;
};
