import type { EvidenceRecord } from '#core/report';
import { type Line, type Paper, paragraph, span } from '../lines.ts';
import { column, widthOf } from '../text-layout.ts';

/** What was asked, and what came back: side by side where there is room, else one below the other. */
export const evidenceLines = (evidence: readonly EvidenceRecord[], paper: Paper): readonly Line[] => {
  const widest = Math.max(0, ...evidence.map(({ source }) => widthOf(source)));
  const beside = widest <= paper.width * 0.45;
  return evidence.flatMap(({ source, observed }) =>
    beside ? sideBySide(source, observed, widest, paper) : stacked(source, observed, paper),
  );
};

const sideBySide = (source: string, observed: string, columns: number, paper: Paper): readonly Line[] =>
  paragraph(paper, observed, undefined, [
    span('  '),
    span(column(source, columns, paper.glyphs.cut), 'accent'),
    span(` ${paper.glyphs.arrow} `, 'faint'),
  ]);

const stacked = (source: string, observed: string, paper: Paper): readonly Line[] => [
  ...paragraph(paper, source, 'accent', [span('  ')]),
  ...paragraph(paper, observed, undefined, [span(`    ${paper.glyphs.arrow} `, 'faint')]),
];
