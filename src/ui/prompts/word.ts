import { type Line, type Paper, span } from '../lines.ts';
import type { PlanView } from '../state.ts';
import { truncate, widthOf } from '../text-layout.ts';

/** Data is deleted only after its name was typed. */
export const wordLine = ({ word, typed }: PlanView, { glyphs, width }: Paper): Line => {
  const shown = truncate(word, Math.floor(width / 3), glyphs.cut);
  const lead = ['Type ', ' to delete, esc leaves it: '] as const;
  const room = Math.max(1, width - widthOf(lead[0] + shown + lead[1]) - 1);
  return [
    span(lead[0], 'error'),
    span(shown, 'strong'),
    span(lead[1], 'error'),
    span(truncate(typed, room, glyphs.cut), 'chosen'),
    span(glyphs.caret, 'chosen'),
  ];
};
