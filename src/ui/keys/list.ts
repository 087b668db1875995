import { scrolled } from '../layout.ts';
import { chosenRow, visibleRows } from '../select.ts';
import type { DetailView, Key, Next, SessionState } from '../state.ts';
import { anywhere, goesBack, letter, moveOf, show } from './common.ts';
import { offer } from './offer.ts';

export const onFilter = (state: SessionState, key: Key): Next => {
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

export const onList = (state: SessionState, key: Key): Next => {
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

export const onDetail = (state: SessionState, view: DetailView, key: Key): Next => {
  const by = moveOf(state, key);
  if (by !== undefined) return show(state, { ...view, scroll: scrolled(state, by) });
  if (goesBack(key)) return show(state, { kind: 'list' });
  if (letter(key) === 'f') return offer(state, view.row);
  return anywhere(state, key);
};
