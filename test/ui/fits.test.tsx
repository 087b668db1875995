import { describe, expect, it } from 'vitest';
import { widthOf } from '../../src/ui/text-layout.ts';
import { frame, given, press, shown } from './support/driven.tsx';
import { healthy, hostile, inconclusive, oneRoot, twoRoots, undoPlan } from './support/reports.ts';

const SCREENS: readonly (readonly string[])[] = [
  [],
  ['<end>'],
  ['<enter>'],
  ['<enter>', '<end>'],
  ['f'],
  ['f', '<enter>', 'build'],
  ['f', 'y'],
  ['/', 'a long text that is typed into the filter and matches nothing'],
  ['?'],
];
const REPORTS = { healthy, oneRoot, twoRoots, inconclusive, hostile };
const SIZES = [40, 61, 80, 200].flatMap((columns) => [8, 24].map((rows) => ({ columns, rows })));

describe.each(Object.entries(REPORTS))('every screen of %s', (_, report) => {
  it.each(SIZES)('stays inside $columns × $rows', ({ columns, rows }) => {
    for (const keys of SCREENS) {
      const lines = frame(press(shown(report, { columns, rows }), ...keys))
        .trim()
        .split('\n');
      expect(lines.length, keys.join(' ')).toBeLessThan(rows);
      expect(Math.max(...lines.map(widthOf)), keys.join(' ')).toBeLessThan(columns);
    }
  });
});

it.each(SIZES)('the undoing of a repair stays inside $columns × $rows', ({ columns, rows }) => {
  const asked = given(shown(oneRoot, { columns, rows }), { type: 'undo-planned', plan: undoPlan });
  const over = given(press(asked, 'y'), { type: 'undone', record: { ...undoPlan, state: 'undone' } });
  for (const state of [asked, press(asked, 'y'), over]) {
    const lines = frame(state).trim().split('\n');
    expect(lines.length).toBeLessThan(rows);
    expect(Math.max(...lines.map(widthOf))).toBeLessThan(columns);
  }
});

it('is plain ASCII where the terminal has nothing more', () => {
  for (const keys of SCREENS) {
    for (const columns of [40, 80]) {
      expect(frame(press(shown(twoRoots, { columns, unicode: false }), ...keys))).toMatch(/^[\n\x20-\x7e]*$/);
    }
  }
});
