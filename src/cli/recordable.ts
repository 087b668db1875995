import { isUnavailable, type Unavailable } from '#core/answer';
import type { AnswerTo, Argv, Asks, CommandOutput, EngineReply, QuestionKind } from '#core/host';
import { withoutSecretsDeep } from '#core/secrets';
import { keptBody, keptHeaders } from '#parse/engine-answer-kept';
import { maskActrc, maskClientConfig, maskFstab } from '#parse/masked-files';

/** An answer as a recording may hold it. A recording is handed to others: of answers that may hold secrets it keeps
 *  what the checks read and nothing else. */
export const recordable = <K extends QuestionKind>(
  kind: K,
  asks: Asks<K>,
  answer: AnswerTo<K> | Unavailable,
): unknown => {
  if (isUnavailable(answer)) return answer;
  const path = 'path' in asks && typeof asks.path === 'string' ? asks.path : '';
  if (kind === 'engine-get') return keptReply(path, answer as EngineReply); // the answer to `engine-get`
  if (kind === 'read-file' && typeof answer === 'string') return keptFile(path, answer);
  if (kind === 'query' && 'argv' in asks) return keptOutput(asks.argv, answer as CommandOutput); // the answer to `query`
  return answer;
};

/** Whose passwords a credential helper keeps is nobody else's business; why it fails is what is read. */
const keptOutput = ([program, ...args]: Argv, output: CommandOutput): CommandOutput =>
  /(?:^|\/)docker-credential-[^/]+$/.test(program) && args[0] === 'list' && output.exitCode === 0
    ? { ...output, stdout: '' }
    : output;

const keptReply = (path: string, { status, headers, body, durationMs }: EngineReply): EngineReply => ({
  status,
  headers: keptHeaders(headers),
  // Decoded and written anew, it may show what was hidden by escapes.
  body: withoutSecretsDeep(keptBody(path, status, body)),
  durationMs,
});

const keptFile = (path: string, text: string): string => {
  if (path.endsWith('/config.json')) return maskClientConfig(text);
  if (path === '/etc/fstab') return maskFstab(text);
  return /(?:^|\/)\.?actrc$/.test(path) ? maskActrc(text) : text;
};
