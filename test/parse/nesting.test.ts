import { expect, test } from 'vitest';
import { isMalformed } from '#parse/malformed';
import { nestingDepth } from '#parse/nesting';
import { parseSettings } from '#parse/settings';

test.each([
  ['', 0],
  ['{"a":[1,{"b":2}]}', 3],
  ['[][][]', 1],
  [']]][', 1],
  ['"[[["', 0],
  ['"\\"[["[', 1],
  ['"[[[\n[', 1],
  ['// [[\n[', 1],
  ['/* [[ */[', 1],
  ['/* [[', 0],
  ['/[', 1],
  ['['.repeat(30_000), 30_000],
])('the depth of %.20j is %i', (text, depth) => {
  expect(nestingDepth(text)).toBe(depth);
});

test.each(['['.repeat(30_000), '{"a":'.repeat(13_000), '['.repeat(30_000) + ']'.repeat(30_000)])(
  'a configuration that is nested too deeply is refused, not followed',
  (text) => {
    const settings = parseSettings(text);
    expect(isMalformed(settings) && settings.detail).toBe('nested more than 64 levels deep');
  },
);
