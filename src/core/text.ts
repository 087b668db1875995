import type { Argv } from './host.ts';

// Controls, formats (bidirectional overrides, zero-width characters) and line separators: whatever can move a
// cursor, recolour, hide or reorder what a person reads. The line break alone may stay.
const UNSAFE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text from a host, made safe to show: control characters become visible escapes (`\x1b`). */
export const plain = (text: string): string =>
  text.replace(UNSAFE, (character) => (character === '\t' ? ' ' : escaped(character)));

/** As `plain`, on one line. */
export const oneLine = (text: string): string => plain(text.trim()).replace(/\s*\n\s*/g, ' ⏎ ');

const escaped = (character: string): string => {
  const number = character.codePointAt(0) ?? 0;
  return number < 0x100
    ? `\\x${number.toString(16).padStart(2, '0')}`
    : `\\u${number.toString(16).padStart(4, '0')}`;
};

/** Every string inside a plain value, made safe to show. Property names are ours and stay. */
export const plainDeep = <T>(value: T): T => {
  if (typeof value === 'string') return plain(value) as T; // a string maps to a string
  if (Array.isArray(value)) return value.map(plainDeep) as T; // an array maps to an array of the same shape
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainDeep(inner)])) as T; // same keys
};

/** At most `limit` characters, with a mark where something was cut. */
export const shortened = (text: string, limit = 240): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;

/** The first line, and how many there are besides: a step that removes many objects has a line for each. */
export const headOf = (text: string): string => {
  const [first = '', ...more] = text.split('\n');
  return more.length === 0 ? text : `${first} (and ${more.length} more)`;
};

/** A command as a person can paste it into a POSIX shell. For showing only; nothing is run this way. */
export const shellQuoted = (argv: Argv): string => argv.map(quotedWord).join(' ');

const quotedWord = (word: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** `1.5 GB`: decimal units, three significant digits, as disks are sold and `docker system df` prints. */
export const formatBytes = (bytes: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** power;
  return `${power === 0 ? amount : Number(amount.toPrecision(3))} ${units[power]}`;
};

/** `3 ms`, `1.2 s`: a duration for people. */
export const formatDuration = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
