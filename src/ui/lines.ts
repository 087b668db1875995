import { truncate, widthOf, wrap } from './text-layout.ts';
import type { Glyphs, Role } from './theme.ts';

export interface Span {
  readonly text: string;
  readonly role?: Role;
}

/** One line of the terminal. */
export type Line = readonly Span[];

/** What a view is laid out on. */
export interface Paper {
  readonly width: number;
  readonly glyphs: Glyphs;
  /** Which picture of the spinner is shown. */
  readonly tick: number;
}

export const EMPTY: Line = [];

export const span = (text: string, role?: Role): Span => (role === undefined ? { text } : { text, role });

export const spinner = ({ glyphs, tick }: Paper): string =>
  glyphs.spinner[tick % glyphs.spinner.length] ?? '';

/** A sentence as lines; every line after the first starts below its first word. */
export const paragraph = (paper: Paper, text: string, role?: Role, lead: Line = []): readonly Line[] => {
  const indent = lead.reduce((sum, { text: piece }) => sum + widthOf(piece), 0);
  const lines = wrap(text, Math.max(10, paper.width - indent));
  return lines.map((line, index) => [
    ...(index === 0 ? lead : [span(' '.repeat(indent))]),
    span(truncate(line, paper.width - indent, paper.glyphs.cut), role),
  ]);
};

const LABEL_COLUMNS = 13;
const NARROW = 50;

/** `  Cause        because …`; on a narrow terminal the text stands below its label. */
export const labelled = (paper: Paper, label: string, text: string, role?: Role): readonly Line[] =>
  paper.width < NARROW
    ? [[span(`  ${label}`, 'faint')], ...paragraph(paper, text, role, [span('    ')])]
    : paragraph(paper, text, role, [span('  '), span(label.padEnd(LABEL_COLUMNS), 'faint')]);

/** No more than `limit` lines; the last one shows that there was more. */
export const atMost = (paper: Paper, lines: readonly Line[], limit: number): readonly Line[] => {
  if (lines.length <= limit) return lines;
  const last = lines[limit - 1] ?? EMPTY;
  const text = last.map(({ text: piece }) => piece).join('');
  const { cut } = paper.glyphs;
  const shorter = truncate(text, paper.width - cut.length - 1, '');
  return [...lines.slice(0, limit - 1), [span(`${shorter} ${cut}`, last.at(-1)?.role)]];
};

/** Most needed first: what does not fit is left out from the end. */
export const hintsThatFit = (hints: readonly string[], room: number, { glyphs }: Paper): string => {
  let line = '';
  for (const hint of hints) {
    const longer = line === '' ? hint : `${line} ${glyphs.dot} ${hint}`;
    if (widthOf(longer) > room) break;
    line = longer;
  }
  return line;
};
