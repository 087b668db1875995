import type { RepairRecord, RepairState, RowStatus } from '#core/report';
import { EMPTY, type Line, labelled, type Paper, paragraph, span, spinner } from '../lines.ts';
import type { RepairView, SessionState, StepState } from '../state.ts';
import { truncate } from '../text-layout.ts';
import type { Role } from '../theme.ts';
import { evidenceLines } from './evidence.ts';

/** A repair while it runs, and how it ended. */
export const repairPage = (state: SessionState, view: RepairView, paper: Paper): readonly Line[] => [
  ...answered(view, paper),
  EMPTY,
  ...view.steps.flatMap((step, index) => stepLines(step, index, paper)),
  ...outputLines(view, paper),
  ...ending(state, view, paper),
];

/** The question, now that it is answered. */
const answered = ({ offer }: RepairView, paper: Paper): readonly Line[] =>
  paragraph(paper, `${offer.title}: confirmed`, 'strong', [span(`${paper.glyphs.status.ok} `, 'ok')]);

const stepLines = (
  { state, text }: RepairView['steps'][number],
  index: number,
  paper: Paper,
): readonly Line[] => {
  const role = STEP_ROLES[state];
  const glyph = state === 'running' ? spinner(paper) : STEP_GLYPHS[state](paper);
  return paragraph(paper, text, state === 'waiting' ? 'faint' : undefined, [
    span(`  ${glyph} ${state.padEnd(11)}`, role),
    span(`${index + 1}. `, 'faint'),
  ]);
};

const STEP_ROLES: Readonly<Record<StepState, Role>> = {
  waiting: 'faint',
  running: 'waiting',
  done: 'ok',
  failed: 'error',
  'taken-back': 'warning',
};

const STEP_GLYPHS: Readonly<Record<StepState, (paper: Paper) => string>> = {
  waiting: ({ glyphs }) => glyphs.dot,
  running: spinner,
  done: ({ glyphs }) => glyphs.status.ok,
  failed: ({ glyphs }) => glyphs.status.error,
  'taken-back': ({ glyphs }) => glyphs.status.warning,
};

const outputLines = ({ output }: RepairView, { glyphs, width }: Paper): readonly Line[] =>
  output.length === 0
    ? []
    : [
        EMPTY,
        ...output.map((line) => [
          span(`  ${glyphs.bar} `, 'faint'),
          span(truncate(line, width - 4, glyphs.cut)),
        ]),
      ];

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
    ...(undo === undefined ? [] : labelled(paper, 'Undo', undo)),
  ];
};

const afterwards = ({ looking }: SessionState, paper: Paper): readonly Line[] =>
  looking
    ? [
        EMPTY,
        ...paragraph(paper, 'Looking at the whole host again', 'faint', [
          span(`${spinner(paper)} `, 'waiting'),
        ]),
      ]
    : [EMPTY, ...paragraph(paper, 'The whole host was looked at again; the list is fresh.', 'faint')];
