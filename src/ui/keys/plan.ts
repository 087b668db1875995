import { scrolled } from '../layout.ts';
import type { Key, Next, PlanView, RepairView, SessionState } from '../state.ts';
import { anywhere, goesBack, letter, moveOf, say, show } from './common.ts';

export const onPlan = (state: SessionState, view: PlanView, key: Key): Next => {
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

export const onRepair = (state: SessionState, view: RepairView, key: Key): Next => {
  const by = moveOf(state, key);
  // At the very end the view follows what comes in.
  const scroll = by === undefined || by === Number.POSITIVE_INFINITY ? by : scrolled(state, by);
  if (scroll !== undefined) return show(state, { ...view, scroll });
  if (view.record === undefined) {
    return letter(key) === '?'
      ? anywhere(state, key)
      : say(state, 'A repair is running; ctrl-c interrupts it.');
  }
  return goesBack(key) || key.kind === 'enter' ? show(state, { kind: 'list' }) : anywhere(state, key);
};
