/**
 * Until when the Moby project gave each release of Docker Engine fixes. Packages of a distribution may be cared for
 * longer by that distribution. Releases whose end nobody has announced (25.0, 28 and later) are left out.
 *
 * Sources, read in November 2026: endoflife.date/docker-engine (products/docker-engine.md of endoflife-date/endoflife.date);
 * moby/moby, project/BRANCHES-AND-TAGS.md (23.0, 26.1).
 */
const ENDED: readonly (readonly [release: string, date: string])[] = [
  ['27', '2025-05-03'],
  ['26.1', '2025-02-17'],
  ['26.0', '2024-06-08'],
  ['24.0', '2024-06-08'],
  ['23.0', '2025-05-19'],
  ['20.10', '2023-12-10'],
  ['19.03', '2021-01-08'],
  ['18.09', '2019-08-22'],
  ['18.06', '2018-12-08'],
  ['18.03', '2018-05-10'],
  ['17.12', '2018-02-10'],
  ['17.09', '2017-11-17'],
  ['17.06', '2017-09-29'],
  ['17.03', '2017-05-05'],
];

/** A release that gets no more fixes from those who made it. */
export interface EndedRelease {
  /** `20.10` */
  readonly release: string;
  /** `2023-12-10` */
  readonly endedOn: string;
}

/** `undefined`: it had not ended by then, or nobody has said when it does. */
export const endedRelease = (version: string, nowMs: number): EndedRelease | undefined => {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  const found = ENDED.find(([release]) => release === major || release === `${major}.${minor}`);
  if (found === undefined) return undefined;
  const [release, endedOn] = found;
  return Date.parse(endedOn) < nowMs ? { release, endedOn } : undefined;
};
