import { cut, linesOf } from '#parse/text';

/**
 * An `.actrc`, read by act's own rules: a line that starts with `-` is split once, at its first blank, and both
 * halves become words of the command line. There are no quotes, no comments behind an option, no second option.
 *
 *     # one option per line
 *     -P ubuntu-latest=catthehacker/ubuntu:act-latest
 *     --container-architecture linux/amd64
 *     --pull=false
 */
export interface Actrc {
  /** The words that act adds to its command line. Values of secrets and variables are `***`. */
  readonly args: readonly string[];
  readonly options: readonly ActOption[];
  /** Label (in lower case) → image; of a repeated label the last one counts, as for act. */
  readonly platforms: Readonly<Record<string, string>>;
  readonly problems: readonly ActrcProblem[];
}

export interface ActOption {
  /** As written: `-P`, `--platform`. */
  readonly name: string;
  readonly value?: string;
  readonly line: number;
}

export interface ActrcProblem {
  readonly kind:
    | 'two-options'
    | 'platform-dropped'
    | 'platform-repeated'
    | 'quotes-kept'
    | 'comment-kept'
    | 'line-ignored';
  readonly line: number;
  readonly text: string;
}

const MAX_LINES = 2000;

export const parseActrc = (text: string): Actrc => {
  const lines = linesOf(text)
    .slice(0, MAX_LINES)
    .map((raw, index) => ({ text: withoutSecrets(raw.trim().slice(0, 4096)), line: index + 1 }));
  const options = lines.filter(({ text }) => text.startsWith('-')).map(optionOf);
  const platforms = options.filter(isPlatform).flatMap(platformOf);
  const problems = [
    ...lines.filter(isIgnored).map(
      ({ text, line }): ActrcProblem => ({
        kind: 'line-ignored',
        line,
        text: text.replace(/=.*$/, '=***'),
      }),
    ),
    ...options.flatMap(lintOption),
    ...platforms
      .filter(isOverridden)
      .map(({ label, line }): ActrcProblem => ({ kind: 'platform-repeated', line, text: label })),
  ];
  return {
    args: options.flatMap(({ words }) => words),
    options: options.map(({ name, value, line }) =>
      value === undefined ? { name, line } : { name, value, line },
    ),
    platforms: Object.fromEntries(platforms.map(({ label, image }) => [label, image])),
    problems: problems.sort((a, b) => a.line - b.line),
  };
};

/** Everything behind `NAME=` of a secret or a variable, wherever in the line it stands, to the line's end. */
const withoutSecrets = (line: string): string =>
  line.replace(
    /(^|\s)(-[wlgrbvqnp]*s[\s=]*|--(?:secret|env|var|input)[\s=]+)(["']?[^\s="']+)=.*$/,
    '$1$2$3=***',
  );

interface Line {
  readonly text: string;
  readonly line: number;
}

const isIgnored = ({ text }: Line): boolean => text !== '' && !text.startsWith('#') && !text.startsWith('-');

interface SplitOption extends ActOption {
  readonly words: readonly string[];
}

const optionOf = ({ text, line }: Line): SplitOption => {
  const blank = text.search(/\s/);
  const words = blank < 0 ? [text] : [text.slice(0, blank), text.slice(blank + 1)];
  const [first = '', second] = words;
  const [name, value] = first.startsWith('--')
    ? (cut(first, '=') ?? [first, second])
    : shortOf(first, second);
  return { words, name, line, ...(value === undefined ? {} : { value }) };
};

/** `-P x`, `-Px` and `-P=x` are one. */
const shortOf = (first: string, second: string | undefined): readonly [string, string | undefined] =>
  /^-[PsjeaWC]./.test(first) ? [first.slice(0, 2), first.slice(2).replace(/^=/, '')] : [first, second];

const isPlatform = ({ name }: ActOption): boolean => name === '-P' || name === '--platform';

const platformOf = ({ value = '', line }: ActOption) => {
  const [label = '', image, ...more] = value.split('=');
  return image === undefined || more.length > 0 ? [] : [{ label: label.toLowerCase(), image, line }];
};

const isOverridden = (
  { label }: { readonly label: string },
  index: number,
  all: readonly { readonly label: string }[],
): boolean => all.findLastIndex((other) => other.label === label) !== index;

/** Options whose value is itself a command line. */
const TAKES_OPTIONS = '--container-options';

const lintOption = (option: SplitOption): readonly ActrcProblem[] => {
  const { name, value = '', line, words } = option;
  const text = words.join(' ');
  const rest = words[1] ?? '';
  const kinds: ActrcProblem['kind'][] = [];
  if (name !== TAKES_OPTIONS && /(^|\s)--?[A-Za-z]/.test(rest)) kinds.push('two-options');
  if (isPlatform(option) && platformOf(option).length === 0) kinds.push('platform-dropped');
  if (/^["']|["']$|=["']/.test(value)) kinds.push('quotes-kept');
  if (/\s#/.test(rest) || rest.startsWith('#')) kinds.push('comment-kept');
  return kinds.map((kind) => ({ kind, line, text }));
};
