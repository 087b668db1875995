import type { Position } from '#parse/malformed';

/** No file or answer that we read is useful beyond this size; the rest of a hostile one is not looked at. */
export const MAX_TEXT_CHARS = 4 * 1024 * 1024;
const MAX_LINES = 100_000;

export const BOM = '\uFEFF';

/** The lines of a text, whatever its line ends, without a byte order mark. */
export const linesOf = (text: string): readonly string[] => {
  const bounded = text.slice(0, MAX_TEXT_CHARS);
  const lines = (bounded.startsWith(BOM) ? bounded.slice(1) : bounded).split(/\r?\n/, MAX_LINES);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

/** The two halves around the first `separator`, or `undefined` where there is none. */
export const cut = (text: string, separator: string): readonly [string, string] | undefined => {
  const at = text.indexOf(separator);
  return at < 0 ? undefined : [text.slice(0, at), text.slice(at + separator.length)];
};

export const wordsOf = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');

/** `undefined` for anything that is not a plain decimal number that a double holds exactly. */
export const integerOf = (text: string | undefined): number | undefined => {
  if (text === undefined || !/^[+-]?\d{1,16}$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
};

export const positionOf = (text: string, offset: number): Position => {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: before.length - lineStart + 1 };
};

/** The object without its `undefined` members, so that an absent thing is absent and not a key without value. */
export const compact = <T extends object>(members: T): Compact<T> =>
  // The entries are those of T less the undefined ones, which is what Compact says.
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Compact<T>;

/** T with every member that may be `undefined` made optional. */
export type Compact<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};
