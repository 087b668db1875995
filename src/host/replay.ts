import { type Unavailable, unavailable } from '#core/answer';
import { type AnswerTo, type Ask, type Asks, describeQuestion, type QuestionKind } from '#core/host';
import { keyOf, type Recording } from './recording.ts';

/** A host that answers from a recording, and says of everything else that it was not recorded. */
export const replayAsk = ({ exchanges }: Recording): Ask => {
  const answers = new Map(exchanges.map(({ kind, asks, answer }) => [keyOf(kind, asks), answer]));
  return async <K extends QuestionKind>(kind: K, asks: Asks<K>): Promise<AnswerTo<K> | Unavailable> => {
    const key = keyOf(kind, asks);
    if (!answers.has(key))
      return unavailable('unreachable', describeQuestion(kind, asks), 'not in the recording');
    return answers.get(key) as AnswerTo<K> | Unavailable; // recorded under this very kind
  };
};
