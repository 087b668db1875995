import type { Unavailable } from '#core/answer';
import { type AnswerTo, type Ask, type Asks, describeQuestion, type QuestionKind, timedOut } from '#core/host';

export interface Limits {
  /** Calls in flight at once; the others wait their turn. */
  readonly slots: number;
  /** For a call that names no deadline of its own. */
  readonly timeoutMs: number;
}

// The host ends what it started at the deadline itself (it kills the process group, closes the socket). This
// second deadline is for calls that cannot be ended, such as `statfs` on a dead network file system; it comes
// a little later, so that the host's own and better explained answer wins.
const GRACE_MS = 250;

// Their own deadlines are longer than any look's, and they end themselves.
const SELF_TIMED: ReadonlySet<QuestionKind> = new Set(['round-trip']);

/** Bounds the calls in flight and gives each a deadline. Bounding here and not around checks cannot deadlock:
 *  a call never waits for another call. */
export const limited = (ask: Ask, { slots, timeoutMs }: Limits): Ask => {
  const acquire = semaphore(slots);
  return async (kind, asks) => {
    const release = await acquire();
    const answer = ask(kind, asks);
    void answer.finally(release);
    return SELF_TIMED.has(kind) ? answer : withDeadline(kind, asks, answer, timeoutMs);
  };
};

const withDeadline = <K extends QuestionKind>(
  kind: K,
  asks: Asks<K>,
  answer: Promise<AnswerTo<K> | Unavailable>,
  defaultMs: number,
): Promise<AnswerTo<K> | Unavailable> => {
  const own = 'timeoutMs' in asks && typeof asks.timeoutMs === 'number' ? asks.timeoutMs : defaultMs;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(timedOut(describeQuestion(kind, asks), own)), own + GRACE_MS);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
};

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
