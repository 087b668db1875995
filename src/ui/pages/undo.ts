import type { RowStatus, UndoRecord, UndoStepRecord } from '#core/report';
import { EMPTY, type Line, labelled, type Paper, paragraph, span } from '../lines.ts';
import type { SessionState, UndoView } from '../state.ts';
import { afterwards, outputLines, progressLine } from './progress.ts';

/** What would be taken back, while it is asked; how it goes; how it ended. */
export const undoPage = (state: SessionState, view: UndoView, paper: Paper): readonly Line[] => {
  const { plan, stage, record } = view;
  return [
    ...paragraph(paper, `Take back: ${plan.title ?? plan.fix ?? 'the repair'}`, 'strong'),
    ...labelled(paper, 'Run', plan.run ?? 'none'),
    ...(stage === 'asking'
      ? plan.steps.flatMap((step, index) => [EMPTY, ...planned(step, index, paper)])
      : [EMPTY, ...view.steps.flatMap((step, index) => progressLine(step, index, paper))]),
    ...outputLines(view.output, paper),
    ...(record === undefined ? [] : [EMPTY, ...verdict(record, paper), ...afterwards(state, paper)]),
  ];
};

const planned = (step: UndoStepRecord, index: number, paper: Paper): readonly Line[] => {
  const prompt = span(step.privilege === 'root' ? '# ' : '$ ', 'faint');
  return [
    ...paragraph(paper, step.takesBack, undefined, [span(`${index + 1}. takes back `, 'strong')]),
    ...step.shows.flatMap((command) => paragraph(paper, command, 'accent', [span('   '), prompt])),
    ...(step.shows.length === 0 ? labelled(paper, 'Runs', `nothing: ${step.outcome}`) : []),
  ];
};

const STATUS_OF: Readonly<Record<UndoRecord['state'], RowStatus>> = {
  undone: 'ok',
  'undo-failed': 'error',
  refused: 'error',
  declined: 'skipped',
  planned: 'skipped',
  'nothing-to-undo': 'skipped',
};

const verdict = ({ state, text, steps }: UndoRecord, paper: Paper): readonly Line[] => {
  const status = STATUS_OF[state];
  return [
    ...paragraph(paper, text, 'strong', [span(`${paper.glyphs.status[status]} ${state}  `, status)]),
    ...steps
      .filter(({ ok }) => !ok)
      .flatMap(({ takesBack, outcome }) => labelled(paper, 'Stays', `${takesBack}: ${outcome}`)),
  ];
};
