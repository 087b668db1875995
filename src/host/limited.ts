import { isUnavailable, type Unavailable } from '#core/answer';
import { isOwnShortage, OwnShortage } from '#core/errors';
import {
  type AnswerTo,
  type Ask,
  type Asks,
  describeQuestion,
  type QuestionKind,
  timedOut,
} from '#core/host';

export interface Limits {
  /** Calls in flight at once; the others wait their turn. */
  readonly slots: number;
  /** For a call that names no deadline of its own. */
  readonly timeoutMs: number;
  /** No call may take longer, whatever it names: with a short run, each look is short as well. */
  readonly capMs: number;
}

// The host ends what it started at the deadline itself (it kills the process group, closes the socket). This
// second deadline is for calls that cannot be ended, such as `statfs` on a dead network file system; it comes
// a little later, so that the host's own and better explained answer wins.
const GRACE_MS = 250;

// Their own deadlines are longer than any look's, and they end themselves.
const SELF_TIMED: ReadonlySet<QuestionKind> = new Set(['round-trip']);

/** Bounds the calls in flight and gives each a deadline. Bounding here and not around checks cannot deadlock:
 *  a call never waits for another call. */
export const limited = (ask: Ask, { slots, timeoutMs, capMs }: Limits): Ask => {
  const acquire = semaphore(slots);
  return async (kind, asks) => {
    const release = await acquire();
    const bounded = bind(kind, asks, Math.min(deadlineOf(asks) ?? timeoutMs, capMs));
    const answer = patiently(ask, kind, bounded);
    answer.then(release, release);
    return SELF_TIMED.has(kind) ? answer : withDeadline(kind, bounded, answer, deadlineOf(bounded) ?? capMs);
  };
};

const PAUSES_MS = [20, 60, 180, 400];

/** Where we ourselves have too many files open, others that are under way will close theirs; a last refusal is no
 *  answer about the host. */
const patiently = async <K extends QuestionKind>(
  ask: Ask,
  kind: K,
  asks: Asks<K>,
): Promise<AnswerTo<K> | Unavailable> => {
  for (const pauseMs of PAUSES_MS) {
    const answer = await ask(kind, asks);
    if (shortageIn(kind, answer) === undefined) return answer;
    await new Promise<void>((resolve) => setTimeout(resolve, pauseMs));
  }
  const answer = await ask(kind, asks);
  const errno = shortageIn(kind, answer);
  if (errno === undefined) return answer;
  throw new OwnShortage(errno);
};

const CONNECTS: ReadonlySet<QuestionKind> = new Set(['connect', 'engine-get', 'manifest', 'round-trip']);

const shortageIn = (kind: QuestionKind, answer: unknown): string | undefined => {
  const errno = isUnavailable(answer) ? answer.errno : undefined;
  if (!isOwnShortage(errno)) return undefined;
  // A socket says so when its queue of clients is full: that is its own lack.
  return errno === 'EAGAIN' && CONNECTS.has(kind) ? undefined : errno;
};

const deadlineOf = (asks: object): number | undefined =>
  'timeoutMs' in asks && typeof asks.timeoutMs === 'number' ? asks.timeoutMs : undefined;

const TIMED: ReadonlySet<QuestionKind> = new Set([
  'query',
  'connect',
  'engine-get',
  'manifest',
  'udp-exchange',
  'resolve-name',
]);

const bind = <K extends QuestionKind>(kind: K, asks: Asks<K>, timeoutMs: number): Asks<K> =>
  TIMED.has(kind) ? { ...asks, timeoutMs } : asks;

const withDeadline = <K extends QuestionKind>(
  kind: K,
  asks: Asks<K>,
  answer: Promise<AnswerTo<K> | Unavailable>,
  timeoutMs: number,
): Promise<AnswerTo<K> | Unavailable> =>
  new Promise((resolve, reject) => {
    const late = (): void => resolve(timedOut(describeQuestion(kind, asks), timeoutMs));
    const timer = setTimeout(late, timeoutMs + GRACE_MS);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });

const semaphore = (slots: number): (() => Promise<() => void>) => {
  const waiting: (() => void)[] = [];
  let free = slots;
  const release = (): void => {
    free += 1;
    waiting.shift()?.();
  };
  return async () => {
    while (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    free -= 1;
    return release;
  };
};
