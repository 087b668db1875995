import type { CheckRow, FindingRecord, FixOffer, ReasonKind, Report } from '#core/report';
import { formatDuration } from '#core/text';
import { EMPTY, type Line, labelled, type Paper, paragraph, span, spinner } from '../lines.ts';
import { echoesOf, offersFor, rowById } from '../select.ts';
import type { DetailView, SessionState } from '../state.ts';
import { evidenceLines } from './evidence.ts';

/** Everything that is known about one row. */
export const detailPage = (state: SessionState, view: DetailView, paper: Paper): readonly Line[] => {
  const row = rowById(state, view.row);
  if (row?.ended === undefined) return stillLooking(row?.title ?? view.row, paper);
  const { ended } = row;
  const parts = [
    opening(ended, paper),
    reason(ended, paper),
    ...ended.findings.map((finding) => findingLines(finding, paper)),
    section('Evidence', evidenceLines(ended.evidence, paper)),
    ...(state.report === undefined
      ? []
      : [echoes(state.report, ended, paper), fixes(state.report, ended, paper)]),
  ];
  return parts
    .filter((part) => part.length > 0)
    .flatMap((part, index) => (index === 0 ? part : [EMPTY, ...part]));
};

const stillLooking = (title: string, paper: Paper): readonly Line[] =>
  paragraph(paper, `${title}: still looking`, undefined, [span(`${spinner(paper)} `, 'waiting')]);

const opening = (row: CheckRow, paper: Paper): readonly Line[] => {
  const { status, required, durationMs } = row;
  const weight = required ? 'required' : 'informs only';
  const facts = [row.id, formatDuration(durationMs), ...(status === 'skipped' ? [] : [weight])];
  const { blockedBy } = row;
  return [
    ...paragraph(paper, row.title, 'strong', [span(`${paper.glyphs.status[status]} ${status}  `, status)]),
    ...paragraph(paper, facts.join(` ${paper.glyphs.dot} `), 'faint', [span('  ')]),
    ...(blockedBy === undefined
      ? []
      : paragraph(paper, `${paper.glyphs.echo} because of ${blockedBy.code} (${blockedBy.check})`, 'faint', [
          span('  '),
        ])),
  ];
};

const REASONS: Readonly<Record<ReasonKind, string>> = {
  'not-applicable': 'Not needed',
  deselected: 'Left out',
  deadline: 'Too slow',
  denied: 'Not allowed',
  unavailable: 'No answer',
  crashed: 'Our bug',
};

const reason = ({ reason: why }: CheckRow, paper: Paper): readonly Line[] =>
  why === undefined ? [] : labelled(paper, REASONS[why.kind], why.text);

const findingLines = (finding: FindingRecord, paper: Paper): readonly Line[] => {
  const { severity, code, subject } = finding;
  const status = severity === 'info' ? 'skipped' : severity;
  const because =
    finding.causedBy === undefined ? '' : `  ${paper.glyphs.echo} because of ${finding.causedBy}`;
  return [
    ...paragraph(paper, finding.message, 'strong', [span(`${paper.glyphs.status[status]} `, status)]),
    ...paragraph(paper, `${code} (${severity}) ${paper.glyphs.dot} ${subject}${because}`, 'faint', [
      span('  '),
    ]),
    ...labelled(paper, 'Cause', finding.cause),
    ...labelled(paper, 'Consequence', finding.consequence),
    ...labelled(paper, 'Remedy', finding.remedy),
    ...(finding.docs === undefined ? [] : labelled(paper, 'More', finding.docs, 'accent')),
  ];
};

const section = (title: string, lines: readonly Line[]): readonly Line[] =>
  lines.length === 0 ? [] : [[span(title, 'strong')], ...lines];

const echoes = (report: Report, row: CheckRow, paper: Paper): readonly Line[] =>
  section(
    'Because of this',
    echoesOf(report, row).flatMap(({ status, title }) =>
      paragraph(paper, title, 'faint', [
        span(`  ${paper.glyphs.echo} `, 'faint'),
        span(`${paper.glyphs.status[status]} ${status}  `, status),
      ]),
    ),
  );

const fixes = (report: Report, row: CheckRow, paper: Paper): readonly Line[] =>
  row.status === 'ok' || row.status === 'skipped'
    ? []
    : section(
        'What can be done: press f',
        offersFor(report, row).flatMap((offer) => offerLines(offer, paper)),
      );

const offerLines = (offer: FixOffer, paper: Paper): readonly Line[] =>
  paragraph(paper, `${offer.title} (${kindOf(offer)})`, undefined, [span(`  ${paper.glyphs.dot} `, 'faint')]);

/** `safe, as root`; `by hand`. */
export const kindOf = ({ manual, risk, privilege }: FixOffer): string =>
  manual ? 'by hand' : `${risk}, as ${privilege === 'root' ? 'root' : 'you'}`;
