import { lstat as askLstat, stat as askStat, constants, type Stats } from 'node:fs';
import { open, readdir, readlink, realpath, statfs } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type Unavailable, unavailable } from '#core/answer';
import type { FileStat, FilesystemUsage } from '#core/host';
import { fromError } from '#host/errno';

// Most questions of a run are these two, mostly about what is not there; so asked they cost half of what promises do.
const lstat = promisify(askLstat);
const stat = promisify(askStat);

const DEFAULT_MAX_BYTES = 1024 * 1024;
const CHUNK_BYTES = 16 * 1024; // most files that are read are smaller

/** Reads a regular file. A pipe, a device or a socket at the path is not opened: that could block for ever. */
export const readTextFile = async (
  path: string,
  maxBytes = DEFAULT_MAX_BYTES,
): Promise<string | Unavailable> => {
  const source = `read ${path}`;
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const { type } = describe(await file.stat());
      if (type !== 'file') return unavailable('malformed', source, `not a regular file but a ${type}`);
      const bytes = await readUpTo(file, maxBytes + 1);
      if (bytes.length > maxBytes) return unavailable('malformed', source, `longer than ${maxBytes} bytes`);
      return bytes.toString('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    return fromError(source, error);
  }
};

/** As it is, for the one who writes it back: what is not UTF-8 would come back as something else. */
export const readWholeText = async (path: string): Promise<string | Unavailable> => {
  const source = `read ${path}`;
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const bytes = await readUpTo(file, DEFAULT_MAX_BYTES + 1);
      if (bytes.length > DEFAULT_MAX_BYTES)
        return unavailable('malformed', source, `longer than ${DEFAULT_MAX_BYTES} bytes`);
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } finally {
      await file.close();
    }
  } catch (error) {
    return error instanceof TypeError
      ? unavailable('malformed', source, 'it is not UTF-8')
      : fromError(source, error);
  }
};

// Files of /proc and /sys say that they are empty, so the size is no guide: read until the end.
const readUpTo = async (file: Awaited<ReturnType<typeof open>>, limit: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let total = 0;
  while (total < limit) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(CHUNK_BYTES, limit - total)));
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
  }
  return Buffer.concat(chunks);
};

export const lstatPath = async (path: string): Promise<FileStat | Unavailable> => {
  try {
    const found = describe(await lstat(path));
    return found.type === 'symlink' ? { ...found, linkTarget: await readlink(path) } : found;
  } catch (error) {
    return fromError(`lstat ${path}`, error);
  }
};

export const statPath = async (path: string): Promise<FileStat | Unavailable> => {
  try {
    return describe(await stat(path));
  } catch (error) {
    return fromError(`stat ${path}`, error);
  }
};

export const realPathOf = async (path: string): Promise<string | Unavailable> => {
  try {
    return await realpath(path);
  } catch (error) {
    return fromError(`real path of ${path}`, error);
  }
};

/** Names in a directory, sorted, so that two looks at the same thing agree. */
export const listDirectory = async (path: string): Promise<readonly string[] | Unavailable> => {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    return fromError(`list ${path}`, error);
  }
};

export const filesystemUsage = async (path: string): Promise<FilesystemUsage | Unavailable> => {
  try {
    const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(path);
    return {
      sizeBytes: blocks * bsize,
      freeBytes: bfree * bsize,
      availableBytes: bavail * bsize,
      inodes: files,
      freeInodes: ffree,
    };
  } catch (error) {
    return fromError(`statfs ${path}`, error);
  }
};

const describe = (stats: Stats): FileStat => ({
  type: typeOf(stats),
  mode: stats.mode & 0o7777,
  uid: stats.uid,
  gid: stats.gid,
  sizeBytes: stats.size,
  modifiedAtMs: stats.mtimeMs,
});

const typeOf = (stats: Stats): FileStat['type'] => {
  if (stats.isDirectory()) return 'directory';
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isSocket()) return 'socket';
  if (stats.isBlockDevice()) return 'block';
  if (stats.isCharacterDevice()) return 'character';
  return stats.isFIFO() ? 'fifo' : 'file';
};
