import type { LineChange } from '#core/file-edit';

/**
 * The lines that act would not read as they were meant, as act reads them: one option each, no quotes around a value, a
 * comment on a line of its own. Nothing is guessed: a line with a secret, and one that stands there twice, stay as they are.
 *
 *     -P a=b --pull=false     →  -P a=b
 *                                --pull=false
 *     -P "a=b"                →  -P a=b
 *     --rm # at the end       →  # at the end
 *                                --rm
 */
export const repairActrc = (text: string): readonly LineChange[] => {
  if (text.includes('\r')) return [];
  const lines = text.split('\n').slice(0, 2000);
  return lines.flatMap((line) => {
    const isOnce = lines.indexOf(line) === lines.lastIndexOf(line);
    const becomes = isOnce && line.length < 4096 && !line.includes('***') ? repaired(line.trim()) : undefined;
    return becomes === undefined || becomes === line.trim() ? [] : [{ line, becomes }];
  });
};

const repaired = (line: string): string | undefined => {
  if (!line.startsWith('-') || TAKES_WORDS.test(line)) return undefined;
  const [, options = line, comment] = /^(.*?)\s+(#.*)$/.exec(line) ?? [];
  const words = options.split(/\s+(?=--?[A-Za-z])/).map(withoutQuotes);
  // A value of several words, or a quote that is left, may mean anything.
  if (words.some((word) => /["']|\s.*\s/.test(word))) return undefined;
  return [...(comment === undefined ? [] : [comment]), ...words].join('\n');
};

/** Their value is a command line, or text, or a secret. */
const TAKES_WORDS = /--container-options|^-s|--secret|--env\b|--var\b|--input\b/;

const withoutQuotes = (option: string): string =>
  option.replace(/^(\S+[\s=]+|-\S+?=)?(["'])([^"'\s]*)\2$/, '$1$3').replace(/=(["'])([^"'\s]*)\1$/, '=$2');
