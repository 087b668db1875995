import fc from 'fast-check';
import { renderToString, Text } from 'ink';
import { createElement } from 'react';
import { describe, expect, it } from 'vitest';
import { truncate, widthOf, wrap } from '../../src/ui/text-layout.ts';

/** How Ink, which has the last word, shows one line that may take so many columns. */
const byInk = (line: string, columns: number): string =>
  renderToString(createElement(Text, { wrap: 'truncate-end' }, line), { columns });

describe('widths', () => {
  it.each([
    ['docker', 6],
    ['容器', 4],
    ['e\u0301', 1],
    ['👩‍👩‍👧‍👦', 2],
    ['✔ ⚠ ✖ ❯ ↳ …', 11],
    ['ｆｕｌｌ', 8],
    ['한국어', 6],
  ])('of %s', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });
});

describe('wrapping', () => {
  it('breaks between words, and long words where it must', () => {
    expect(wrap('start the docker daemon', 10)).toEqual(['start the', 'docker', 'daemon']);
    expect(wrap('a abcdefghijklmnop b', 6)).toEqual(['a', 'abcdef', 'ghijkl', 'mnop b']);
    expect(wrap('one\ntwo', 10)).toEqual(['one', 'two']);
    expect(wrap('', 10)).toEqual(['']);
  });

  it('loses no letter and exceeds no width', () => {
    const texts = fc.string({
      unit: fc.constantFrom('a', 'bc', ' ', '容', 'e\u0301', '-', 'ー'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 30 }), (text, width) => {
        const lines = wrap(text, width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('agrees with Ink, so that nothing is cut', () => {
    const words = fc.constantFrom(
      'docker',
      '容器',
      'デーモン',
      'e\u0301te\u0301',
      '/var/lib',
      '👩‍👩‍👧‍👦',
      '❤️',
      '🇩🇪',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), fc.integer({ min: 8, max: 40 }), (list, width) => {
        for (const line of wrap(list.join(' '), width)) expect(byInk(line, width)).not.toContain('…');
      }),
      { numRuns: 50 },
    );
  });
});

it('marks what was cut', () => {
  expect(truncate('docker.service', 8, '…')).toBe('docker.…');
  expect(truncate('容器主机', 5, '…')).toBe('容器…');
  expect(truncate('docker.service', 8, '...')).toBe('docke...');
  expect(truncate('docker', 6, '…')).toBe('docker');
});
