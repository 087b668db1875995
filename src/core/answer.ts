/** Why an answer is missing. They are different facts about the world and lead to different advice:
 *  `absent` (there is no such thing), `denied` (no right to look), `timed-out` (asked, no answer before the
 *  deadline), `unreachable` (the way to it is broken), `malformed` (answered, but not understandable),
 *  `not-looked` (a flag such as `--passive` or `--offline` forbade the look), `not-here` (this kind of host has none, and nothing is
 *  missing for that), `crashed` (a bug of ours). */
export type Obstacle =
  | 'absent'
  | 'denied'
  | 'timed-out'
  | 'unreachable'
  | 'malformed'
  | 'not-looked'
  | 'not-here'
  | 'crashed';

/** The answer that could not be had. Never means "fine" and never means "broken". */
export interface Unavailable {
  readonly kind: 'unavailable';
  readonly reason: Obstacle;
  /** What was asked, as a person would write it: `lstat /var/run/docker.sock`. */
  readonly source: string;
  /** What came back, in one line: an errno, the first line of stderr. */
  readonly detail: string;
  /** The errno name, where the system gave one: `ECONNREFUSED`. */
  readonly errno?: string;
  /** How long was waited, in milliseconds, when it timed out. */
  readonly afterMs?: number;
  /** Id of the fact that could not be collected first, when this one failed for lack of another. */
  readonly origin?: string;
}

export const unavailable = (
  reason: Obstacle,
  source: string,
  detail: string,
  more: Pick<Unavailable, 'errno' | 'origin' | 'afterMs'> = {},
): Unavailable => ({ kind: 'unavailable', reason, source, detail, ...more });

export const isUnavailable = (value: unknown): value is Unavailable =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'unavailable';

/** The value when there is one, otherwise `undefined`: for evidence that is welcome but not needed. */
export const ifAvailable = <T>(answer: T | Unavailable): T | undefined =>
  isUnavailable(answer) ? undefined : answer;
