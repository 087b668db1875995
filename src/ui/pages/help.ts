import { EMPTY, type Line, type Paper, paragraph, span } from '../lines.ts';

const KEYS: readonly (readonly [string, string])[] = [
  ['up down, k j', 'move; in a long page, scroll'],
  ['page up/down', 'move by a screen'],
  ['home end, g G', 'to the first or the last'],
  ['enter, right', 'details: cause, evidence, consequence, fixes'],
  ['esc, left', 'back; in the list, drop the filter'],
  ['f', 'the fix: shows every step, then asks'],
  ['u', 'take the latest repair back: shows how, then asks'],
  ['r', 'look again'],
  ['/', 'filter by title, id, code or status'],
  ['?', 'this help'],
  ['q', 'quit; the last screen stays'],
  ['ctrl-c', 'interrupt, also a repair that runs'],
];

const KEY_COLUMNS = 15;

export const helpPage = (paper: Paper): readonly Line[] => [
  [span('Keys', 'strong')],
  ...KEYS.flatMap(([keys, what]) =>
    paragraph(paper, what, undefined, [span('  '), span(keys.padEnd(KEY_COLUMNS), 'accent')]),
  ),
  EMPTY,
  [span('Words', 'strong')],
  ...WORDS.flatMap(([status, what]) =>
    paragraph(paper, what, undefined, [
      span(`  ${paper.glyphs.status[status]} ${status.padEnd(KEY_COLUMNS - 2)}`, status),
    ]),
  ),
  ...paragraph(paper, 'the row is only so because of another fault; repair that one first', undefined, [
    span(`  ${`${paper.glyphs.echo} because of`.padEnd(KEY_COLUMNS)}`, 'faint'),
  ]),
];

const WORDS = [
  ['ok', 'looked at, and nothing is wrong; enter shows the evidence'],
  ['warning', 'works, but will not for ever'],
  ['error', 'does not work'],
  ['skipped', 'does not apply here, or was not asked for'],
  ['unverified', 'could not be looked at: neither fine nor broken'],
] as const;
