import { linesOf, wordsOf } from '#parse/text';

/**
 * `/proc/diskstats`: for each device what it has done since the host started. After the name: reads, reads merged,
 * sectors read, milliseconds reading, and the same of writes; the milliseconds of all requests are added up.
 *
 *     8       1 sda1 12035 310 911626 8120 40233 30120 2311216 91022 0 50200 99142
 */
export interface DiskWork {
  readonly name: string;
  readonly reads: number;
  readonly readingMs: number;
  readonly writes: number;
  readonly writingMs: number;
}

/** `device` as in mountinfo: `8:1`. */
export const parseDiskWork = (text: string, device: string): DiskWork | undefined => {
  for (const line of linesOf(text)) {
    const [major, minor, name, ...counts] = wordsOf(line);
    if (name === undefined || `${major}:${minor}` !== device) continue;
    const [reads, , , readingMs, writes, , , writingMs] = counts.map(Number);
    if (reads === undefined || readingMs === undefined || writes === undefined || writingMs === undefined)
      return undefined;
    return [reads, readingMs, writes, writingMs].every(Number.isSafeInteger)
      ? { name, reads, readingMs, writes, writingMs }
      : undefined;
  }
  return undefined;
};
