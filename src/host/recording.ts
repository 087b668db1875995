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

/** What makes two questions the same: everything but their deadlines. */
export const keyOf = (kind: QuestionKind, asks: object): string => {
  const { timeoutMs: _deadline, ...rest } = asks as { readonly timeoutMs?: number }; // every question is a plain object
  return `${kind} ${JSON.stringify(rest)}`;
};

/** Keeps each first answer on its way through. */
export const recording = (ask: Ask, keep: (exchange: Exchange) => void): Ask => {
  const seen = new Set<string>();
  return async <K extends QuestionKind>(kind: K, asks: Asks<K>): Promise<AnswerTo<K> | Unavailable> => {
    const answer = await ask(kind, asks);
    const key = keyOf(kind, asks);
    if (!seen.has(key)) keep({ kind, asks, answer });
    seen.add(key);
    return answer;
  };
};
