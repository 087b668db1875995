import { cut, integerOf, linesOf, wordsOf } from '#parse/text';

/** An inotify instance that a process holds open. */
export interface InotifyHandle {
  readonly uid: number;
  /** Where the kernel tells of it: `/proc/4711/fdinfo/9`. */
  readonly info: string;
}

/**
 * What find printed of file descriptors that lead to `anon_inode:inotify`: whose process, and which one.
 *
 *     1000 /proc/4711/fd/9
 */
export const parseInotifyHandles = (text: string): readonly InotifyHandle[] =>
  linesOf(text).flatMap((line) => {
    const [owner, path] = wordsOf(line.slice(0, 200));
    const uid = integerOf(owner);
    const [, pid, fd] = /^\/proc\/(\d+)\/fd\/(\d+)$/.exec(path ?? '') ?? [];
    return uid === undefined || pid === undefined || fd === undefined
      ? []
      : [{ uid, info: `/proc/${pid}/fdinfo/${fd}` }];
  });

/**
 * `grep -c ^inotify` over such files: a line for each watch.
 *
 *     /proc/4711/fdinfo/9:312
 */
export const parseWatchCounts = (text: string): ReadonlyMap<string, number> =>
  new Map(
    linesOf(text).flatMap((line): [string, number][] => {
      const [path, count] = cut(line.slice(0, 200), ':') ?? [];
      const watches = integerOf(count);
      return path === undefined || watches === undefined ? [] : [[path, watches]];
    }),
  );
