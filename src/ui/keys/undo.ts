import { scrolled } from '../layout.ts';
import type { Key, Next, SessionState, UndoView } from '../state.ts';
import { anywhere, goesBack, letter, moveOf, say, show } from './common.ts';

export const onUndo = (state: SessionState, view: UndoView, key: Key): Next => {
  const by = moveOf(state, key);
  if (by !== undefined) return show(state, { ...view, scroll: scrolled(state, by) });
  switch (view.stage) {
    case 'asking':
      return onQuestion(state, view, key);
    case 'running':
      return letter(key) === '?'
        ? anywhere(state, key)
        : say(state, 'It is being taken back; ctrl-c interrupts it.');
    case 'over':
      return goesBack(key) || key.kind === 'enter' ? show(state, view.back) : anywhere(state, key);
  }
};

const onQuestion = (state: SessionState, view: UndoView, key: Key): Next => {
  const { run } = view.plan;
  if (letter(key).toLowerCase() === 'y' && run !== undefined)
    return { ...show(state, { ...view, stage: 'running' }), effect: { kind: 'undo', run } };
  const declines = letter(key).toLowerCase() === 'n' || goesBack(key) || key.kind === 'enter';
  return declines
    ? show({ ...state, notice: 'Declined: nothing was taken back.' }, view.back)
    : anywhere(state, key);
};
