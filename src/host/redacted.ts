import type { Unavailable } from '#core/answer';
import type { AnswerTo, Ask, Asks, QuestionKind } from '#core/host';

// Each hides its last group only. Hidden text keeps its length, so that positions in a file stay true.
const SECRETS: readonly RegExp[] = [
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"']*:)([^\s@"'/]+)(?=@)/gi, // user:password@ in a URL
  /("(?:auth|identitytoken|registrytoken|password|secret|token)"\s*:\s*")((?:[^"\\]|\\.)+)(?=")/gi,
  /("(?:Authorization|X-Registry-Auth|X-Meta-[^"]*)"\s*:\s*")((?:[^"\\]|\\.)+)(?=")/gi,
  /(\b(?:[A-Z0-9_]*(?:TOKEN|PASSWORD|PASSWD|SECRET|API_?KEY)[A-Z0-9_]*)=)(\S+)/g,
  /()\b((?:gh[pousr]_|github_pat_|glpat-|xox[abp]-|AKIA)[A-Za-z0-9_-]{10,})/g,
  /(-----BEGIN [A-Z ]*PRIVATE KEY-----)([\s\S]*?)(?=-----END)/g,
];

/** The text with every secret in it replaced by as many asterisks. */
export const withoutSecrets = (text: string): string =>
  SECRETS.reduce(
    (result, pattern) =>
      result.replace(pattern, (_match, kept: string, secret: string) => kept + '*'.repeat(secret.length)),
    text,
  );

/** Removes secrets where facts enter, so that nothing behind this door can leak them. */
export const redacted =
  (ask: Ask): Ask =>
  async <K extends QuestionKind>(kind: K, asks: Asks<K>): Promise<AnswerTo<K> | Unavailable> => {
    const answer = await ask(kind, asks);
    return kind === 'udp-exchange' ? answer : cleanDeep(answer);
  };

const cleanDeep = <T>(value: T): T => {
  if (typeof value === 'string') return withoutSecrets(value) as T; // a string maps to a string
  if (Array.isArray(value)) return value.map(cleanDeep) as T; // an array maps to an array of the same shape
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleanDeep(inner)])) as T; // same keys
};
