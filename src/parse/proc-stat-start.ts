import { integerOf, wordsOf } from '#parse/text';

/**
 * The start of a process in clock ticks after boot: field 22 of `/proc/<pid>/stat`. With the pid it names one
 * process for ever, which a pid alone does not. The second field is a name in parentheses that may hold anything.
 *
 *     812 (dockerd) S 1 812 812 0 -1 4194560 … 0 0 20 0 18 0 4012 2312761344 …
 */
export const parseProcStatStart = (text: string): number | undefined =>
  integerOf(wordsOf(text.slice(text.lastIndexOf(')') + 1, 65_536))[19]);
