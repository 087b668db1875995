import type { CheckRow } from '#core/report';
import { formatDuration } from '#core/text';
import { EMPTY, type Line, type Paper, paragraph, type Span, span, spinner } from '../lines.ts';
import { causeOf, chosenRow, visibleRows } from '../select.ts';
import type { SessionRow, SessionState } from '../state.ts';
import { column, truncate, widthOf } from '../text-layout.ts';

const STATUS_COLUMNS = 11;
const TIME_COLUMNS = 8;
const ROOM_FOR_TIME = 50;
const ROOM_FOR_NOTE = 78;

interface List {
  readonly lines: readonly Line[];
  /** The lines that are headings, which never stand last in the window. */
  readonly headings: ReadonlySet<number>;
  /** The line of the chosen row. */
  readonly at: number;
}

/** All rows, by category; more lines than the terminal has are scrolled by the layout. */
export const listPage = (state: SessionState, paper: Paper, height: number): List => {
  const rows = visibleRows(state);
  if (rows.length === 0) return { lines: nothing(state, paper), headings: new Set(), at: 0 };
  const chosen = chosenRow(state);
  const groups = grouped(rows).map(({ category, members }) => ({
    title: heading(category),
    members: members.map((row) => ({ row, lines: rowLines(row, row === chosen && !state.closing, paper) })),
  }));
  const dense = groups.flatMap(({ title, members }) => [title, ...members.flatMap(({ lines }) => lines)]);
  const spaced = dense.length + groups.length - 1 <= height;
  const lines: Line[] = [];
  const headings = new Set<number>();
  let at = 0;
  for (const { title, members } of groups) {
    if (spaced && lines.length > 0) lines.push(EMPTY);
    headings.add(lines.length);
    lines.push(title);
    for (const member of members) {
      if (member.row === chosen) at = lines.length;
      lines.push(...member.lines);
    }
  }
  return { lines, headings, at };
};

const nothing = ({ filter, rows }: SessionState, paper: Paper): readonly Line[] =>
  filter === '' || rows.length === 0
    ? []
    : paragraph(paper, `No row matches "${filter}".`, 'faint', [span('  ')]);

const grouped = (rows: readonly SessionRow[]) =>
  [...new Set(rows.map(({ category }) => category))].map((category) => ({
    category,
    members: rows.filter((row) => row.category === category),
  }));

const NAMES: ReadonlyMap<string, string> = new Map([
  ['act', 'act'],
  ['ci', 'CI'],
  ['gpu', 'GPU'],
]);

const heading = (category: string): Line => [
  span(NAMES.get(category) ?? `${category.charAt(0).toUpperCase()}${category.slice(1)}`, 'strong'),
];

const rowLines = (row: SessionRow, chosen: boolean, paper: Paper): readonly Line[] => {
  const { ended } = row;
  const cause = ended === undefined ? undefined : causeOf(ended);
  const because = cause === undefined ? '' : `${paper.glyphs.echo} because of ${cause}`;
  const inline = paper.width >= ROOM_FOR_NOTE;
  const note = inline ? because || codes(ended) : '';
  const first = rowLine(row, note, chosen, cause !== undefined, paper);
  if (inline || because === '') return [first];
  const below = 4 + STATUS_COLUMNS;
  const indent = below + widthOf(because) <= paper.width ? below : 4;
  return [
    first,
    [span(' '.repeat(indent)), span(truncate(because, paper.width - indent, paper.glyphs.cut), 'faint')],
  ];
};

const codes = (ended: CheckRow | undefined): string =>
  [...new Set(ended?.findings.map(({ code }) => code))].join(', ');

const rowLine = (row: SessionRow, note: string, chosen: boolean, echo: boolean, paper: Paper): Line => {
  const { glyphs, width } = paper;
  const time = width < ROOM_FOR_TIME ? '' : timeOf(row).padStart(TIME_COLUMNS);
  const room = Math.max(4, width - 4 - STATUS_COLUMNS - time.length);
  const title = truncate(row.title, room, glyphs.cut);
  const left = room - widthOf(title) - 2;
  const beside = note === '' || left < 12 ? '' : `  ${truncate(note, left, glyphs.cut)}`;
  return [
    span(chosen ? `${glyphs.cursor} ` : '  ', 'chosen'),
    ...statusSpans(row, paper),
    span(title, chosen ? 'chosen' : echo ? 'faint' : undefined),
    span(column(beside, room - widthOf(title), glyphs.cut), 'faint'),
    span(time, 'faint'),
  ];
};

const timeOf = ({ ended }: SessionRow): string =>
  ended === undefined ? '' : formatDuration(ended.durationMs);

/** `✖ error      `: glyph and word, of the same width for every status. */
const statusSpans = ({ ended }: SessionRow, paper: Paper): readonly Span[] => {
  const word = ended?.status ?? 'looking';
  const glyph = ended === undefined ? spinner(paper) : paper.glyphs.status[ended.status];
  return [span(`${glyph} ${word.padEnd(STATUS_COLUMNS)}`, ended?.status ?? 'waiting')];
};
