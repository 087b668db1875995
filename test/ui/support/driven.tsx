import { renderToString } from 'ink';
import type { Report } from '#core/report';
import { reduce } from '../../../src/ui/reduce.ts';
import { type Action, initialState, type Key, type SessionState } from '../../../src/ui/state.ts';
import { Screen } from '../../../src/ui/views/screen.tsx';

export interface Place {
  readonly columns?: number;
  readonly rows?: number;
  readonly unicode?: boolean;
}

export const fresh = ({ columns = 80, rows = 40, unicode = true }: Place = {}): SessionState =>
  initialState('0.1.0', { columns, rows }, unicode);

export const given = (state: SessionState, ...actions: readonly Action[]): SessionState =>
  actions.reduce((before, action) => reduce(before, action).state, state);

/** A session that has shown this report. */
export const shown = (report: Report, place?: Place): SessionState =>
  given(fresh(place), { type: 'examination-started', rows: report.checks }, { type: 'reported', report });

/** `<down>` and the like are keys; everything else is typed. */
export const press = (state: SessionState, ...keys: readonly string[]): SessionState =>
  given(state, ...keys.flatMap(keysOf).map((key) => ({ type: 'pressed', key }) as const));

export const keysOf = (text: string): readonly Key[] => {
  const named = /^<(up|down|page-up|page-down|home|end|left|right|enter|escape|backspace|interrupt)>$/.exec(
    text,
  );
  const kind = named?.[1];
  return kind === undefined
    ? [...text].map((character) => ({ kind: 'text', text: character }))
    : [{ kind } as Key]; // one of the names in the expression above
};

/** The whole frame as a terminal of that width shows it. */
export const frame = (state: SessionState): string =>
  `\n${renderToString(<Screen state={state} color={false} />, { columns: state.size.columns })}\n`;
