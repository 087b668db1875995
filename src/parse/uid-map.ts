import { integerOf, linesOf, wordsOf } from '#parse/text';

/**
 * `/proc/PID/uid_map`: which ids of a user namespace are which outside of it.
 *
 *              0       1000          1
 *              1     100000      65536
 */
export interface IdMapping {
  readonly inside: number;
  readonly outside: number;
  readonly count: number;
}

export const parseUidMap = (text: string): readonly IdMapping[] =>
  linesOf(text).flatMap((line) => {
    const [inside, outside, count] = wordsOf(line.slice(0, 4096)).map(integerOf);
    return inside === undefined || outside === undefined || count === undefined
      ? []
      : [{ inside, outside, count }];
  });
