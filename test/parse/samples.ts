import { readFileSync } from 'node:fs';

/** Text of a file under test/samples. */
export const sample = (path: string): string =>
  readFileSync(new URL(`../samples/${path}`, import.meta.url), 'utf8');

/** Inputs that no parser may throw on. */
export const HOSTILE: readonly string[] = [
  '',
  ' ',
  '\n',
  '\r\n\r\n',
  '\uFEFF',
  '\0',
  '\uFEFF{"a":1}\r\n',
  '{'.repeat(20_000),
  '['.repeat(200_000),
  '='.repeat(10_000),
  `${'x'.repeat(100_000)}\n`.repeat(3),
  '\u001b[31mred\u0007',
  '\uD800',
  '{"a":',
  '"',
  "'",
  '\\',
  '__proto__=1\n',
  '{"__proto__":{"a":1},"constructor":[]}',
  'null',
  'true',
  '[]',
  '[null]',
  '{"Containers":null}',
  '1e999',
];

/** Runs a parser over all hostile inputs; the test fails when it throws. */
export const survivesHostileText = (parse: (text: string) => unknown): void => {
  for (const text of HOSTILE) parse(text);
};
