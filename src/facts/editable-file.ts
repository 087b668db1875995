import { isUnavailable } from '#core/answer';
import type { Privilege } from '#core/fix';
import type { FileStat, ReadableHost } from '#core/host';

/** A file that a repair could edit: all that the step has to know. */
export interface EditableFile {
  readonly path: string;
  /** What it holds, without its secrets. */
  readonly text: string;
  /** Whose right it takes to put another in its place. */
  readonly privilege: Privilege;
}

/** `undefined`: whoever made a link owns what it leads to, and of what is no file there is nothing to edit. */
export const editableFile = async (
  host: ReadableHost,
  path: string,
  text: string,
  uid: number,
): Promise<EditableFile | undefined> => {
  const [file, directory] = await Promise.all([host.lstat(path), host.stat(parentOf(path))]);
  if (isUnavailable(file) || isUnavailable(directory) || file.type !== 'file') return undefined;
  return { path, text, privilege: isOf(uid, file) && isOf(uid, directory) ? 'user' : 'root' };
};

const isOf = (uid: number, stat: FileStat): boolean => stat.uid === uid;

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
