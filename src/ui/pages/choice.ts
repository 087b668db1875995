import { EMPTY, type Line, type Paper, paragraph, span } from '../lines.ts';
import type { ChoiceView } from '../state.ts';
import { kindOf } from './detail.ts';

/** Which of several fixes. */
export const choicePage = ({ offers, at }: ChoiceView, paper: Paper): readonly Line[] => [
  [span('There is more than one way', 'strong')],
  EMPTY,
  ...offers.flatMap((offer, index) => {
    const chosen = index === at;
    return [
      ...paragraph(paper, offer.title, chosen ? 'chosen' : undefined, [
        span(chosen ? `${paper.glyphs.cursor} ` : '  ', 'chosen'),
      ]),
      ...paragraph(paper, `${offer.id} ${paper.glyphs.dot} ${kindOf(offer)}`, 'faint', [span('    ')]),
    ];
  }),
];
