import { lstat, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isUnavailable } from '#core/answer';
import type { Identity } from '#core/host';
import type { Journal } from '#core/journal';
import { errnoOf } from '#host/errno';
import type { JournalFiles } from '#host/local/journal-files';
import { mountOf, parseMountinfo } from '#parse/mountinfo';

/** Where there is no room on the disk, or no writing at all. */
const NO_ROOM: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EROFS']);

/** A directory in memory that is this user's alone: a journal needs no disk there, and lasts until the next boot. `undefined`: there
 *  is none. */
export const memoryPlace = async (
  { uid, environment }: Pick<Identity, 'uid' | 'environment'>,
  isInMemory: (path: string) => Promise<boolean> = liesInMemory,
): Promise<string | undefined> => {
  const base = uid === 0 ? '/run' : environment['XDG_RUNTIME_DIR'] || `/run/user/${uid}`;
  const found = await lstat(base).catch(() => undefined);
  if (found === undefined || !found.isDirectory() || found.uid !== uid || (found.mode & 0o022) !== 0)
    return undefined;
  return (await isInMemory(base)) ? join(base, 'dockmedic', 'repairs') : undefined;
};

const liesInMemory = async (path: string): Promise<boolean> => {
  const text = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  return mountOf(path, parseMountinfo(text))?.fsType === 'tmpfs';
};

/** The journals of both places as one: what is written goes to the disk, and only where that has no room, and nothing could be taken
 *  back anyway, to memory. */
export const withMemory = (
  disk: JournalFiles,
  memory: JournalFiles | undefined,
  uid: number,
): JournalFiles => {
  if (memory === undefined) return disk;
  let place: 'disk' | 'memory' = 'disk';
  return {
    directory: disk.directory,
    save: async (journal) => {
      if (place === 'memory') return saveIn(memory, journal, uid);
      try {
        await disk.save(journal);
      } catch (error) {
        if (!NO_ROOM.has(errnoOf(error)) || !needsNoWayBack(journal)) throw error;
        await saveIn(memory, journal, uid);
        place = 'memory';
      }
    },
    read: async (run) => {
      const inMemory = await memory.read(run);
      // The disk may hold an earlier page of it.
      return isUnavailable(inMemory) && inMemory.reason === 'absent' ? disk.read(run) : inMemory;
    },
    list: async () => {
      const [onDisk, inMemory] = await Promise.all([disk.list(), memory.list()]);
      if (isUnavailable(onDisk) || isUnavailable(inMemory)) return onDisk;
      return [...new Set([...onDisk, ...inMemory])].sort().reverse();
    },
  };
};

const needsNoWayBack = ({ irreversible, entries }: Journal): boolean =>
  irreversible === true && entries.every(({ wayBack }) => wayBack.kind !== 'acts');

/** Only into a directory that nobody but this user made. */
const saveIn = async (memory: JournalFiles, journal: Journal, uid: number): Promise<void> => {
  const parent = join(memory.directory, '..');
  for (const path of [parent, memory.directory]) {
    await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
      if (errnoOf(error) !== 'EEXIST') throw error;
    });
    const found = await lstat(path);
    if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o022) !== 0)
      throw new Error(`${path} does not belong to this user alone`);
  }
  await memory.save(journal);
};
