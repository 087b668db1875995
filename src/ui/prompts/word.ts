import { type Line, type Paper, span } from '../lines.ts';
import type { PlanView } from '../state.ts';
import { truncate, widthOf } from '../text-layout.ts';

const ROOM_TO_TYPE = 8;

/** Data is deleted only after its name was typed. The plan shows the name in full. */
export const wordLine = ({ word, typed }: PlanView, { glyphs, width }: Paper, place: string): Line => {
  const shown = truncate(word, Math.floor(width / 3), glyphs.cut);
  const long = ' to delete, esc leaves it: ';
  const rest = widthOf(`Type ${shown}${long}`) + ROOM_TO_TYPE <= width ? long : ': ';
  const room = width - widthOf(`Type ${shown}${rest}${glyphs.caret}`);
  const where = place === '' ? '' : ` ${glyphs.dot} ${glyphs.upDown} ${place}`;
  const beside = room - widthOf(where) >= ROOM_TO_TYPE ? where : '';
  return [
    span('Type ', 'error'),
    span(shown, 'strong'),
    span(rest, 'error'),
    span(truncate(typed, room - widthOf(beside), glyphs.cut), 'chosen'),
    span(glyphs.caret, 'chosen'),
    span(beside, 'faint'),
  ];
};
