import { hintsThatFit, type Line, type Paper, span } from '../lines.ts';
import type { PlanView } from '../state.ts';

/** A yes or no that means no unless somebody says yes. */
export const questionLine = ({ offer }: PlanView, paper: Paper, place: string): Line => {
  const { glyphs, width } = paper;
  const scroll = place === '' ? [] : [`${glyphs.upDown} ${place}`];
  if (offer.manual)
    return [span(hintsThatFit(['Done by hand', 'esc back', ...scroll], width, paper), 'faint')];
  const disruptive = offer.risk === 'disruptive';
  const question = disruptive ? 'Something is interrupted. Do this? ' : 'Do this? ';
  const room = width - question.length - 'y/N  '.length;
  return [
    span(question, disruptive ? 'warning' : 'strong'),
    span('y/N', 'chosen'),
    span(`  ${hintsThatFit(scroll, room, paper)}`, 'faint'),
  ];
};

export const undoLine = (paper: Paper, place: string): Line => {
  const question = 'Take it back? ';
  const scroll = place === '' ? [] : [`${paper.glyphs.upDown} ${place}`];
  const room = paper.width - question.length - 'y/N  '.length;
  return [
    span(question, 'strong'),
    span('y/N', 'chosen'),
    span(`  ${hintsThatFit(scroll, room, paper)}`, 'faint'),
  ];
};
