import type { Path } from './socket.words.ts';

export type Directory = Path & {
  /** Names of what is in it, a few; absent where it cannot be read. */
  readonly entries: readonly string[] | undefined;
  /** How many there are besides. */
  readonly more: number;
};

const contents = ({ entries = [], more }: Directory): string =>
  `${entries.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;

const isFilled = ({ entries }: Directory): boolean => entries !== undefined && entries.length > 0;

export const directoryMessage = (directory: Directory): string => {
  const inside = isFilled(directory) ? `; in it: ${contents(directory)}` : '';
  return `${directory.path} is a directory, not a socket${inside}.`;
};

export const directoryCause = (directory: Directory): string =>
  isFilled(directory)
    ? 'Something made a directory where the socket belongs, and put files into it.'
    : 'A container that mounts the socket was started while the socket did not exist, and the engine created the missing path as a directory.';

export const directoryRemedy = (directory: Directory): string => {
  const { path } = directory;
  return isFilled(directory)
    ? `Find out who put that there, and move it away. Then stop the engine, remove the directory with rmdir ${path}, and start the engine again.`
    : `Stop the engine, remove the directory with rmdir ${path} (it must be empty), and start the engine again.`;
};
