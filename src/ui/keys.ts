import type { CheckRow, FixOffer, Report } from '#core/report';
import { pageHeight, scrolled } from './layout.ts';
import { chosenRow, offersFor, rowById, visibleRows, wordOf } from './select.ts';
import type { ChoiceView, DetailView, Key, Next, PlanView, RepairView, SessionState, View } from './state.ts';

/** What a key does, which depends on what is shown. */
export const pressed = (before: SessionState, key: Key): Next => {
  if (key.kind === 'interrupt') return { state: before, effect: { kind: 'leave', interrupted: true } };
  const state = { ...before, notice: undefined };
  if (state.help !== undefined) return onHelp(state, state.help, key);
  const { view } = state;
  switch (view.kind) {
    case 'filter':
      return onFilter(state, key);
    case 'list':
      return onList(state, key);
    case 'detail':
      return onDetail(state, view, key);
    case 'choice':
      return onChoice(state, view, key);
    case 'plan':
      return onPlan(state, view, key);
    case 'repair':
      return onRepair(state, view, key);
  }
};

const show = (state: SessionState, view: View): Next => ({ state: { ...state, view } });
const say = (state: SessionState, notice: string): Next => ({ state: { ...state, notice } });
const letter = (key: Key): string => (key.kind === 'text' ? key.text : '');

const goesBack = ({ kind }: Key): boolean => kind === 'escape' || kind === 'left' || kind === 'backspace';

/** By how many lines or rows a key moves; undefined when it does not. */
const moveOf = (state: SessionState, key: Key): number | undefined => {
  if (key.kind === 'up' || letter(key) === 'k') return -1;
  if (key.kind === 'down' || letter(key) === 'j') return 1;
  if (key.kind === 'page-up') return -pageHeight(state);
  if (key.kind === 'page-down') return pageHeight(state);
  if (key.kind === 'home' || letter(key) === 'g') return Number.NEGATIVE_INFINITY;
  if (key.kind === 'end' || letter(key) === 'G') return Number.POSITIVE_INFINITY;
  return undefined;
};

/** The keys that mean the same everywhere but where text is typed. */
const anywhere = (state: SessionState, key: Key): Next => {
  switch (letter(key)) {
    case '?':
      return { state: { ...state, help: 0 } };
    case 'q':
      return { state, effect: { kind: 'leave', interrupted: false } };
    case 'r':
      // A plan belongs to the report that it came with; a new one would pull it from under the question.
      if (state.view.kind === 'plan' || state.view.kind === 'choice') return { state };
      return state.looking ? say(state, 'Already looking.') : { state, effect: { kind: 'examine' } };
    default:
      return { state };
  }
};

const onHelp = (state: SessionState, help: number, key: Key): Next => {
  const by = moveOf(state, key);
  if (by !== undefined) return { state: { ...state, help: scrolled({ ...state, help }, by) } };
  if (letter(key) === 'q') return anywhere(state, key);
  return { state: { ...state, help: undefined } };
};

const onFilter = (state: SessionState, key: Key): Next => {
  switch (key.kind) {
    case 'text':
      return { state: { ...state, filter: state.filter + key.text } };
    case 'backspace':
      return { state: { ...state, filter: [...state.filter].slice(0, -1).join('') } };
    case 'escape':
      return show({ ...state, filter: '' }, { kind: 'list' });
    case 'enter':
      return show(state, { kind: 'list' });
    default:
      return { state: chooseBy(state, moveOf(state, key) ?? 0) };
  }
};

const onList = (state: SessionState, key: Key): Next => {
  const by = moveOf(state, key);
  if (by !== undefined) return { state: chooseBy(state, by) };
  if (key.kind === 'escape') return { state: { ...state, filter: '' } };
  if (letter(key) === '/') return show(state, { kind: 'filter' });
  const row = chosenRow(state);
  if (letter(key) === 'f') return offer(state, row?.id);
  if ((key.kind === 'enter' || key.kind === 'right') && row !== undefined) {
    return show({ ...state, chosen: row.id }, { kind: 'detail', row: row.id, scroll: 0 });
  }
  return anywhere(state, key);
};

const chooseBy = (state: SessionState, by: number): SessionState => {
  const rows = visibleRows(state);
  const at = rows.findIndex(({ id }) => id === chosenRow(state)?.id);
  const chosen = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  return chosen === undefined ? state : { ...state, chosen: chosen.id };
};

const onDetail = (state: SessionState, view: DetailView, key: Key): Next => {
  const by = moveOf(state, key);
  if (by !== undefined) return show(state, { ...view, scroll: scrolled(state, by) });
  if (goesBack(key)) return show(state, { kind: 'list' });
  if (letter(key) === 'f') return offer(state, view.row);
  return anywhere(state, key);
};

/** Shows the plan of what can be done about a row. */
const offer = (state: SessionState, row: string | undefined): Next => {
  const { report, looking } = state;
  if (looking || report === undefined) return say(state, 'Still looking; the fixes come with the report.');
  const ended = row === undefined ? undefined : rowById(state, row)?.ended;
  const offers = offersFor(report, ended);
  const [only, ...more] = offers;
  if (only === undefined)
    return say(state, isFine(ended) ? 'Nothing to fix here.' : 'No fix is known for this row.');
  if (more.length > 0) return show(state, { kind: 'choice', offers, at: 0, back: state.view });
  return show(state, planOf(report, only, state.view));
};

const isFine = (row: CheckRow | undefined): boolean => row?.status === 'ok' || row?.status === 'skipped';

const planOf = (report: Report, chosen: FixOffer, back: View): PlanView => ({
  kind: 'plan',
  offer: chosen,
  word: wordOf(report, chosen),
  typed: '',
  scroll: 0,
  back,
});

const onChoice = (state: SessionState, view: ChoiceView, key: Key): Next => {
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

const onPlan = (state: SessionState, view: PlanView, key: Key): Next => {
  const typing = view.offer.risk === 'destructive' && !view.offer.manual;
  const by = key.kind === 'text' && typing ? undefined : moveOf(state, key);
  if (by !== undefined) return show(state, { ...view, scroll: scrolled(state, by) });
  if (view.offer.manual)
    return goesBack(key) || key.kind === 'enter' ? show(state, view.back) : anywhere(state, key);
  return typing ? onWord(state, view, key) : onQuestion(state, view, key);
};

const onQuestion = (state: SessionState, view: PlanView, key: Key): Next => {
  const answer = letter(key).toLowerCase();
  if (answer === 'y') return begin(state, view);
  if (answer === 'n' || goesBack(key) || key.kind === 'enter') return decline(state, view);
  return anywhere(state, key);
};

const onWord = (state: SessionState, view: PlanView, key: Key): Next => {
  switch (key.kind) {
    case 'text':
      return show(state, { ...view, typed: view.typed + key.text });
    case 'backspace':
      return show(state, { ...view, typed: [...view.typed].slice(0, -1).join('') });
    case 'enter':
      if (view.typed === view.word) return begin(state, view);
      return view.typed === ''
        ? decline(state, view)
        : say(state, 'That is not the word; nothing was changed.');
    case 'escape':
    case 'left':
      return decline(state, view);
    default:
      return { state };
  }
};

const decline = (state: SessionState, view: PlanView): Next =>
  show({ ...state, notice: `${view.offer.title}: declined, nothing was changed.` }, view.back);

const begin = (state: SessionState, { offer: chosen }: PlanView): Next => {
  if (state.looking) return say(state, 'Still looking; wait for the report.');
  const steps = chosen.steps.map(({ shows }) => ({ state: 'waiting' as const, text: shows }));
  const view: RepairView = {
    kind: 'repair',
    offer: chosen,
    steps,
    output: [],
    verifying: false,
    record: undefined,
    scroll: Number.POSITIVE_INFINITY,
  };
  return { state: { ...state, view }, effect: { kind: 'repair', offer: chosen } };
};

const onRepair = (state: SessionState, view: RepairView, key: Key): Next => {
  const by = moveOf(state, key);
  if (by !== undefined) return show(state, { ...view, scroll: scrolled(state, by) });
  if (view.record === undefined) {
    return letter(key) === '?'
      ? anywhere(state, key)
      : say(state, 'A repair is running; ctrl-c interrupts it.');
  }
  return goesBack(key) || key.kind === 'enter' ? show(state, { kind: 'list' }) : anywhere(state, key);
};
