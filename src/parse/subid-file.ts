import { integerOf, linesOf } from '#parse/text';

/**
 * `/etc/subuid` and `/etc/subgid`: the ids that a user may hand to containers besides its own. The owner is a name or a number.
 *
 *     ada:100000:65536
 *     1001:165536:65536
 */
export interface SubidRange {
  readonly owner: string;
  readonly start: number;
  readonly count: number;
}

export const parseSubids = (text: string): readonly SubidRange[] =>
  linesOf(text).flatMap((line) => {
    const [owner = '', startText, countText, ...more] = line.trim().split(':');
    const [start, count] = [integerOf(startText), integerOf(countText)];
    const isRange = owner !== '' && !owner.startsWith('#') && more.length === 0;
    return isRange && isPlain(start) && isPlain(count) ? [{ owner, start, count }] : [];
  });

const isPlain = (value: number | undefined): value is number => value !== undefined && value >= 0;

/**
 * What `getsubids [-g] USER` prints where ranges come from a directory service.
 *
 *     0: ada 100000 65536
 */
export const parseGetsubids = (text: string): readonly SubidRange[] =>
  linesOf(text).flatMap((line) => {
    const [, owner, startText, countText] = /^\d+: (\S+) (\d+) (\d+)\s*$/.exec(line.slice(0, 4096)) ?? [];
    const [start, count] = [integerOf(startText), integerOf(countText)];
    return owner === undefined || start === undefined || count === undefined ? [] : [{ owner, start, count }];
  });

/** Who is asked for ranges, by the `subid` line of `/etc/nsswitch.conf`; without it, the files. */
export const parseSubidSource = (text: string): string => {
  const line = linesOf(text).findLast((candidate) => /^\s*subid\s*:/.test(candidate));
  return /:\s*([^\s#]+)/.exec(line ?? '')?.[1] ?? 'files';
};
