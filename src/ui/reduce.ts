import type { CheckRow, Report } from '#core/report';
import { plain } from '#core/text';
import { pressed } from './keys.ts';
import type { Action, Next, RepairView, SessionRow, SessionState } from './state.ts';

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
        ...view,
        steps: view.steps.map((step, index) =>
          index === action.step ? { state: action.state, text: step.text } : step,
        ),
        output:
          action.text === '' || action.text === view.steps[action.step]?.text
            ? view.output
            : withLine(view.output, action.text),
      }));
    case 'output':
      return inRepair(state, (view) => ({ ...view, output: withLine(view.output, action.line) }));
    case 'verifying':
      return inRepair(state, (view) => ({ ...view, verifying: true }));
    case 'repaired':
      return afterRepair(state, action.record);
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

const inRepair = (state: SessionState, change: (view: RepairView) => RepairView): Next =>
  state.view.kind === 'repair' ? { state: { ...state, view: change(state.view) } } : { state };

const withLine = (output: readonly string[], text: string): readonly string[] =>
  [...output, ...plain(text.replace(/\r\n?/g, '\n')).split('\n')].slice(-OUTPUT_LINES);

/** A repair that is over is followed by a look at the whole host. */
const afterRepair = (before: SessionState, record: Next['state']['repairs'][number]): Next => {
  const state = { ...before, repairs: [...before.repairs, record] };
  const { state: shown } = inRepair(state, (view) => ({
    ...view,
    verifying: false,
    record,
    scroll: Number.POSITIVE_INFINITY,
  }));
  return state.interrupted ? { state: shown } : { state: shown, effect: { kind: 'examine' } };
};
