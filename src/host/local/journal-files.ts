import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Unavailable, unavailable } from '#core/answer';
import { type Journal, RUN_NAME } from '#core/journal';
import { errnoOf, fromError } from '#host/errno';
import { readTextFile } from './files.ts';

/** The journals of one user: a file for each repair. */
export interface JournalFiles {
  readonly directory: string;
  /** All of it or nothing, and on the disk when it resolves. Rejects with the system's error. */
  save(journal: Journal): Promise<void>;
  read(run: string): Promise<string | Unavailable>;
  /** Names of runs, latest first. */
  list(): Promise<readonly string[] | Unavailable>;
}

const MAX_BYTES = 1024 * 1024;
const SUFFIX = '.json';

export const journalFiles = (directory: string, uid: number): JournalFiles => ({
  directory,
  save: async (journal) => {
    await makeDirectories(directory);
    await chmod(directory, 0o700);
    const path = join(directory, journal.run + SUFFIX);
    const beside = `${path}.new`;
    await rm(beside, { force: true });
    try {
      await writeDurably(beside, `${JSON.stringify(journal, undefined, 1)}\n`);
      await rename(beside, path);
    } catch (error) {
      await rm(beside, { force: true }).catch(() => undefined);
      throw error;
    }
    await syncDirectory(directory);
  },
  read: async (run) => {
    const path = join(directory, run + SUFFIX);
    const stranger = await strangerAt(directory, uid).then((first) => first ?? strangerAt(path, uid));
    return stranger ?? readTextFile(path, MAX_BYTES);
  },
  list: async () => {
    try {
      const names = await readdir(directory);
      const runs = names.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));
      return runs
        .filter((run) => RUN_NAME.test(run))
        .sort()
        .reverse();
    } catch (error) {
      return errnoOf(error) === 'ENOENT' ? [] : fromError(`list ${directory}`, error);
    }
  },
});

/** Node's own recursion never ends where a file system answers ENOENT to it, as /proc does. */
const makeDirectories = async (path: string): Promise<void> => {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EEXIST' && (await isDirectory(path))) return;
    const parent = dirname(path);
    if (errno !== 'ENOENT' || parent === path || (await isDirectory(parent))) throw error;
    await makeDirectories(parent);
    await mkdir(path, { mode: 0o700 });
  }
};

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

const writeDurably = async (path: string, text: string): Promise<void> => {
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
};

/** So that the new name, too, outlasts a power cut. */
const syncDirectory = async (path: string): Promise<void> => {
  const directory = await open(path, constants.O_RDONLY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
};

/** A journal says what is run, as root too: what somebody else can write is none. */
const strangerAt = async (path: string, uid: number): Promise<Unavailable | undefined> => {
  const source = `read ${path}`;
  try {
    const found = await lstat(path);
    if (found.isSymbolicLink()) return unavailable('denied', source, 'it is a symbolic link');
    if (found.uid !== uid) return unavailable('denied', source, `it belongs to another user (${found.uid})`);
    if ((found.mode & 0o022) !== 0)
      return unavailable('denied', source, 'users other than its owner may write to it');
    return undefined;
  } catch (error) {
    return fromError(source, error);
  }
};
