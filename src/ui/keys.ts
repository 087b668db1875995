import { anywhere, letter, moveOf } from './keys/common.ts';
import { onDetail, onFilter, onList } from './keys/list.ts';
import { onChoice } from './keys/offer.ts';
import { onPlan, onRepair } from './keys/plan.ts';
import { onUndo } from './keys/undo.ts';
import { scrolled } from './layout.ts';
import type { Key, Next, SessionState } from './state.ts';

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
    case 'undo':
      return onUndo(state, view, key);
  }
};

const onHelp = (state: SessionState, help: number, key: Key): Next => {
  const by = moveOf(state, key);
  if (by !== undefined) return { state: { ...state, help: scrolled({ ...state, help }, by) } };
  if (letter(key) === 'q') return anywhere(state, key);
  return { state: { ...state, help: undefined } };
};
