import type { Unavailable } from '#core/answer';
import type { AnswerTo, Ask, Asks, QuestionKind } from '#core/host';

// What a name must end with for its value to be a secret: in JSON, and in an environment.
const SECRET_KEY = '(?:auth|authorization|token|password|passwd|secret|api[_-]?key|x-meta-[\\w-]{1,60})';
const SECRET_VARIABLE = '[A-Z0-9_]{0,60}(?:TOKEN|PASSWORD|PASSWD|SECRET|API_?KEY)[A-Z0-9_]{0,60}';

// Each hides its last group only. Every repetition is bounded or cannot overlap its neighbour, so that a hostile
// text of megabytes costs no more than one pass over it.
const SECRETS: readonly RegExp[] = [
  // user:password@ in a URL; a password may itself hold an @.
  /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@"'?#]{0,200}:)([^\s"'/?#]{1,400})(?=@)/gi,
  new RegExp(`("[\\w.-]{0,60}${SECRET_KEY}"\\s{0,20}:\\s{0,20}")((?:[^"\\\\]|\\\\.)+)`, 'gi'),
  // In the list of variables that an engine shows of a container the whole string is one variable.
  new RegExp(`("${SECRET_VARIABLE}=)((?:[^"\\\\]|\\\\.)+)`, 'g'),
  new RegExp(`(?<!")(\\b${SECRET_VARIABLE}=)([^\\s"'*][^\\s"']*)`, 'g'),
  /(\b(?:Authorization:[ \t]{0,20}(?:Basic|Bearer)|Bearer)[ \t]{1,20})([\w.~+/=-]{8,})/gi,
  /()\b((?:gh[pousr]_|github_pat_|glpat-|xox[abp]-|AKIA|dckr_pat_|SWMTKN-)[A-Za-z0-9_-]{10,})/g,
  /(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)([^-]+)/g,
];

/** Any header that a person sends to a registry may be a secret; their names do not tell. */
const HEADERS = /"HttpHeaders"\s{0,20}:\s{0,20}\{[^{}]*/gi;
const HEADER_VALUE = /(:\s{0,20}")((?:[^"\\]|\\.)+)/g;

/** The text with every secret in it replaced by asterisks: as many of them, and no line less, so that positions in
 *  a file stay true. */
export const withoutSecrets = (text: string): string =>
  SECRETS.reduce(hide, text).replace(HEADERS, (headers) => hide(headers, HEADER_VALUE));

const hide = (text: string, pattern: RegExp): string =>
  text.replace(pattern, (_match, kept: string, secret: string) => kept + secret.replace(/[^\n]/g, '*'));

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
