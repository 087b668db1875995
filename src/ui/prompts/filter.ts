import { type Line, type Paper, span } from '../lines.ts';
import { visibleRows } from '../select.ts';
import type { SessionState } from '../state.ts';
import { truncate, widthOf } from '../text-layout.ts';

/** `/sock▏ 3 of 10 · enter keeps · esc clears` */
export const filterLine = (state: SessionState, { glyphs, width }: Paper): Line => {
  const count = `${visibleRows(state).length} of ${state.rows.length}`;
  const hint = ` ${[count, 'enter keeps', 'esc clears'].join(` ${glyphs.dot} `)}`;
  const room = Math.max(8, width - hint.length - widthOf(glyphs.caret));
  const typed = truncate(`/${state.filter}`, room, glyphs.cut);
  return [
    span(typed, 'chosen'),
    span(glyphs.caret, 'chosen'),
    span(truncate(hint, width - widthOf(typed) - 1, ''), 'faint'),
  ];
};
