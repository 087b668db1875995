import { hintsThatFit, type Line, type Paper, span } from '../lines.ts';
import { visibleRows } from '../select.ts';
import type { SessionState } from '../state.ts';
import { truncate, widthOf } from '../text-layout.ts';

/** `/sock▏ 3 of 10 · enter keeps · esc clears` */
export const filterLine = (state: SessionState, paper: Paper): Line => {
  const { glyphs, width } = paper;
  const count = `${visibleRows(state).length} of ${state.rows.length}`;
  const typed = truncate(`/${state.filter}`, Math.max(8, width - count.length - 2), glyphs.cut);
  const room = width - widthOf(typed + glyphs.caret) - 1;
  return [
    span(`${typed}${glyphs.caret}`, 'chosen'),
    span(` ${hintsThatFit([count, 'enter keeps', 'esc clears'], room, paper)}`, 'faint'),
  ];
};
