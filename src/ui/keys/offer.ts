import type { CheckRow, FixOffer, Report } from '#core/report';
import { offersFor, rowById, wordOf } from '../select.ts';
import type { ChoiceView, Key, Next, PlanView, SessionState, View } from '../state.ts';
import { anywhere, goesBack, moveOf, say, show } from './common.ts';

/** Shows the plan of what can be done about a row. */
export const offer = (state: SessionState, row: string | undefined): Next => {
  const { report, looking } = state;
  if (looking || report === undefined) return say(state, 'Still looking; the fixes come with the report.');
  const ended = row === undefined ? undefined : rowById(state, row)?.ended;
  const offers = offersFor(report, ended);
  const [only, ...more] = offers;
  if (only === undefined) return say(state, whyNone(ended));
  if (more.length > 0) return show(state, { kind: 'choice', offers, at: 0, back: state.view });
  return show(state, planOf(report, only, state.view));
};

const whyNone = (row: CheckRow | undefined): string => {
  if (row?.status === 'ok' || row?.status === 'skipped') return 'Nothing to fix here.';
  return row === undefined || row.findings.length === 0
    ? 'No fix is known for this row.'
    : 'No fix can do this; the remedy in the details says how.';
};

const planOf = (report: Report, chosen: FixOffer, back: View): PlanView => ({
  kind: 'plan',
  offer: chosen,
  word: wordOf(report, chosen),
  typed: '',
  scroll: 0,
  back,
});

export const onChoice = (state: SessionState, view: ChoiceView, key: Key): Next => {
  const by = moveOf(state, key);
  if (by !== undefined) {
    const at = Math.max(0, Math.min(view.offers.length - 1, view.at + by));
    return show(state, { ...view, at });
  }
  if (goesBack(key)) return show(state, view.back);
  const chosen = view.offers[view.at];
  if ((key.kind !== 'enter' && key.kind !== 'right') || chosen === undefined) return anywhere(state, key);
  return state.report === undefined ? { state } : show(state, planOf(state.report, chosen, view));
};
