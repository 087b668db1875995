import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, oneLine, plain, plainDeep, shellQuoted, shortened } from '#core/text';

describe('plain', () => {
  it.each([
    ['colour', '\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['title', '\u001b]0;owned\u0007', '\\x1b]0;owned\\x07'],
    ['C1 control', 'a\u009b2Jb', 'a\\x9b2Jb'],
    ['carriage return', 'safe\rhidden', 'safe\\x0dhidden'],
    ['bidirectional override', 'a\u202eb', 'a\\u202eb'],
    ['zero width', 'a\u200bb', 'a\\u200bb'],
    ['tag characters outside the first plane', 'a\u{e0041}b', 'a\\ue0041b'],
    ['tab', 'a\tb', 'a b'],
    ['line break', 'a\nb', 'a\nb'],
    ['other scripts', 'コンテナ é 🐳', 'コンテナ é 🐳'],
  ])('%s', (_name, given, shown) => {
    expect(plain(given)).toBe(shown);
  });

  it('reaches every string of a value', () => {
    const given = { a: ['\u001b', { b: '\u0007', n: 1, u: undefined }] };
    expect(plainDeep(given)).toEqual({ a: ['\\x1b', { b: '\\x07', n: 1, u: undefined }] });
  });
});

it('puts several lines on one', () => {
  expect(oneLine(' first\n  second \n')).toBe('first ⏎ second');
});

it('marks where a text was cut', () => {
  expect(shortened('abcdef', 4)).toBe('abc…');
  expect(shortened('abcd', 4)).toBe('abcd');
});

it('quotes a command for a shell', () => {
  expect(shellQuoted(['rm', '/run/a b', "it's", '$(x)', '', 'plain-1.0'])).toBe(
    `rm '/run/a b' 'it'\\''s' '$(x)' '' plain-1.0`,
  );
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1_234_567, '1.23 MB'],
  [80_000_000_000, '80 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  [3.4, '3 ms'],
  [1250, '1.3 s'],
])('%d ms are %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
