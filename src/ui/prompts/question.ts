import { type Line, type Paper, span } from '../lines.ts';
import type { PlanView } from '../state.ts';
import { truncate } from '../text-layout.ts';

/** A yes or no that means no unless somebody says yes. */
export const questionLine = ({ offer }: PlanView, { glyphs, width }: Paper): Line => {
  if (offer.manual) {
    const text = `Done by hand; nothing is run ${glyphs.dot} esc back ${glyphs.dot} ${glyphs.upDown} scroll`;
    return [span(truncate(text, width, glyphs.cut), 'faint')];
  }
  const question = offer.risk === 'disruptive' ? 'Something is interrupted. Do this?' : 'Do this?';
  return [
    span(`${question} `, offer.risk === 'disruptive' ? 'warning' : 'strong'),
    span('y/N', 'chosen'),
    span(`  ${glyphs.dot} ${glyphs.upDown} scroll`, 'faint'),
  ];
};
