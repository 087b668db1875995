import type { Unavailable } from '#core/answer';
import type { AnswerTo, Ask, Asks, QuestionKind, Target } from '#core/host';

/** One question with its answer. */
export interface Exchange {
  readonly kind: QuestionKind;
  readonly asks: object;
  readonly answer: unknown;
}

/** A host as it answered once. Plain JSON. */
export interface Recording {
  readonly recordingVersion: 1;
  readonly target: Target;
  /** Where and how it was recorded, for the reader. */
  readonly origin: string;
  readonly exchanges: readonly Exchange[];
}

/** What makes two questions the same: everything but their deadlines, and what a probe asks on its way, which depends on
 *  who answered in time. */
export const keyOf = (kind: QuestionKind, asks: object): string => {
  const { timeoutMs: _deadline, network: _asked, ...rest } = asks as Readonly<Record<string, unknown>>; // every question is a plain object
  return `${kind} ${JSON.stringify(rest)}`;
};

/** What of an answer may be kept. */
export type Keep = <K extends QuestionKind>(
  kind: K,
  asks: Asks<K>,
  answer: AnswerTo<K> | Unavailable,
) => unknown;

/** Keeps the latest answer to each question on its way through: where a look was repeated until an engine had
 *  started, a replay finds it started. */
export const recording =
  (ask: Ask, kept: Map<string, Exchange>, keep: Keep): Ask =>
  async <K extends QuestionKind>(kind: K, asks: Asks<K>): Promise<AnswerTo<K> | Unavailable> => {
    const answer = await ask(kind, asks);
    kept.set(keyOf(kind, asks), { kind, asks, answer: keep(kind, asks, answer) });
    return answer;
  };
