import { isUnavailable, type Unavailable } from '#core/answer';
import { type AnswerTo, type Ask, type Asks, describeQuestion, type QuestionKind } from '#core/host';
import { formatDuration, oneLine } from '#core/text';

/** Says of each call what was asked, how it ended and how long it took: the `--verbose` log. */
export const traced =
  (ask: Ask, nowMs: () => number, write: (line: string) => void): Ask =>
  async <K extends QuestionKind>(kind: K, asks: Asks<K>): Promise<AnswerTo<K> | Unavailable> => {
    const startedMs = nowMs();
    const answer = await ask(kind, asks);
    const ending = isUnavailable(answer) ? `${answer.reason} (${answer.detail})` : 'answered';
    const took = formatDuration(nowMs() - startedMs);
    write(oneLine(`${took.padStart(7)}  ${describeQuestion(kind, asks)}: ${ending}`));
    return answer;
  };
