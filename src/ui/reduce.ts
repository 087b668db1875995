import type { CheckRow, Report, UndoRecord } from '#core/report';
import { plain } from '#core/text';
import { pressed } from './keys.ts';
import type { Action, Next, RepairView, SessionRow, SessionState, UndoView } from './state.ts';

const OUTPUT_LINES = 500;

/** The session after something happened, and what has to be done about it. Pure. */
export const reduce = (state: SessionState, action: Action): Next => {
  switch (action.type) {
    case 'pressed':
      return pressed(state, action.key);
    case 'resized':
      return { state: { ...state, size: action.size } };
    case 'examination-started':
      return { state: { ...state, looking: true, rows: action.rows } };
    case 'row-ended':
      return { state: { ...state, rows: withRow(state.rows, action.row) } };
    case 'reported':
      return { state: withReport(state, action.report) };
    case 'step-changed':
      return inRepair(state, (view) => ({
        steps: view.steps.map((step, index) =>
          index === action.step ? { state: action.state, text: step.text } : step,
        ),
        output:
          action.text === '' || action.text === view.steps[action.step]?.text
            ? view.output
            : withLine(view.output, action.text),
      }));
    case 'output':
      return inRepair(state, (view) => ({ output: withLine(view.output, action.line) }));
    case 'verifying':
      return state.view.kind === 'repair'
        ? { state: { ...state, view: { ...state.view, verifying: true } } }
        : { state };
    case 'repaired':
      return afterRepair(state, action.record);
    case 'left-open':
      return { state: { ...state, leftOpen: action.repairs } };
    case 'undo-planned':
      return { state: withUndoPlan(state, action.plan) };
    case 'undone':
      return afterUndo(state, action.record);
    case 'interrupted':
      return { state: { ...state, interrupted: true } };
  }
};

const withRow = (rows: readonly SessionRow[], ended: CheckRow): readonly SessionRow[] =>
  rows.map((row) => (row.id === ended.id ? { ...row, ended } : row));

const withReport = (state: SessionState, report: Report): SessionState => ({
  ...state,
  report,
  looking: false,
  notice: undefined,
  rows: report.checks.map((ended) => ({
    id: ended.id,
    title: ended.title,
    category: ended.category,
    ended,
  })),
  chosen: state.chosen ?? report.rootCauses[0]?.check,
});

/** What a repair and its undoing show alike. */
type Progress = Pick<RepairView | UndoView, 'steps' | 'output'>;

const inRepair = (state: SessionState, change: (view: Progress) => Partial<Progress>): Next =>
  state.view.kind === 'repair' || state.view.kind === 'undo'
    ? { state: { ...state, view: { ...state.view, ...change(state.view) } } }
    : { state };

const withLine = (output: readonly string[], text: string): readonly string[] =>
  [...output, ...plain(text.replace(/\r\n?/g, '\n')).split('\n')].slice(-OUTPUT_LINES);

/** A repair that is over is followed by a look at the whole host. */
const afterRepair = (before: SessionState, record: Next['state']['repairs'][number]): Next => {
  const state = { ...before, repairs: [...before.repairs, record] };
  if (state.view.kind !== 'repair') return { state, effect: { kind: 'examine' } };
  const view = { ...state.view, verifying: false, record, scroll: Number.POSITIVE_INFINITY };
  return state.interrupted
    ? { state: { ...state, view } }
    : { state: { ...state, view }, effect: { kind: 'examine' } };
};

/** The steps come in the order of the undoing: the last of the repair first. */
const withUndoPlan = (state: SessionState, plan: UndoRecord): SessionState => ({
  ...state,
  notice: undefined,
  view: {
    kind: 'undo',
    plan,
    stage: plan.state === 'planned' ? 'asking' : 'over',
    steps: plan.steps.map(({ takesBack }) => ({ state: 'waiting', text: takesBack })),
    output: [],
    record: plan.state === 'planned' ? undefined : plan,
    scroll: 0,
    back: { kind: 'list' },
  },
});

const afterUndo = (before: SessionState, record: UndoRecord): Next => {
  const { run } = record;
  const undone = record.state === 'undone' && run !== undefined ? [...before.undone, run] : before.undone;
  const state = { ...before, undone };
  if (state.view.kind !== 'undo') return { state, effect: { kind: 'examine' } };
  // Where nothing had to be done, nothing was told of it.
  const steps = state.view.steps.map((step, index) =>
    step.state === 'waiting' && record.steps[index]?.ok === true
      ? ({ ...step, state: 'done' } as const)
      : step,
  );
  const view: UndoView = { ...state.view, stage: 'over', steps, record, scroll: Number.POSITIVE_INFINITY };
  return state.interrupted
    ? { state: { ...state, view } }
    : { state: { ...state, view }, effect: { kind: 'examine' } };
};
