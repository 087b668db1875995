import type { RepairRecord, RepairState, RowStatus } from '#core/report';
import { EMPTY, type Line, labelled, type Paper, paragraph, span, spinner } from '../lines.ts';
import type { RepairView, SessionState } from '../state.ts';
import { evidenceLines } from './evidence.ts';
import { afterwards, outputLines, progressLine } from './progress.ts';

/** A repair while it runs, and how it ended. */
export const repairPage = (state: SessionState, view: RepairView, paper: Paper): readonly Line[] => [
  ...answered(view, paper),
  EMPTY,
  ...view.steps.flatMap((step, index) => progressLine(step, index, paper)),
  ...outputLines(view.output, paper),
  ...ending(state, view, paper),
];

/** The question, now that it is answered. */
const answered = ({ offer }: RepairView, paper: Paper): readonly Line[] =>
  paragraph(paper, `${offer.title}: confirmed`, 'strong', [span(`${paper.glyphs.status.ok} `, 'ok')]);

const ending = (state: SessionState, { record, verifying }: RepairView, paper: Paper): readonly Line[] => {
  const busy = [span(`${spinner(paper)} `, 'waiting')];
  if (record !== undefined) return [EMPTY, ...verdictLines(record, paper), ...afterwards(state, paper)];
  if (!verifying) return [];
  return [EMPTY, ...paragraph(paper, 'Looking again: is the fault gone?', undefined, busy)];
};

const STATUS_OF: Readonly<Record<RepairState, RowStatus>> = {
  verified: 'ok',
  unverified: 'unverified',
  failed: 'error',
  'rolled-back': 'warning',
  refused: 'error',
  undone: 'ok',
  'undo-failed': 'error',
  declined: 'skipped',
  planned: 'skipped',
};

const verdictLines = (
  { state, text, provedBy, steps, undo }: RepairRecord,
  paper: Paper,
): readonly Line[] => {
  const status = STATUS_OF[state];
  const failed = steps.filter(({ ok }) => !ok);
  return [
    ...paragraph(paper, text, 'strong', [span(`${paper.glyphs.status[status]} ${state}  `, status)]),
    ...failed.flatMap(({ shows, outcome }) => labelled(paper, 'Failed', `${shows}: ${outcome}`)),
    ...(provedBy === undefined
      ? []
      : [
          ...labelled(
            paper,
            state === 'verified' ? 'Proved by' : 'Asked',
            `${provedBy.check}, looking again: ${provedBy.status}`,
          ),
          ...evidenceLines(provedBy.evidence, paper),
        ]),
    ...(undo === undefined ? [] : labelled(paper, 'Undo', `press u, or run ${undo}`)),
  ];
};
