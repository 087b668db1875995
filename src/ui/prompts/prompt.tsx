import { type Body, placeOf } from '../layout.ts';
import { type Line, type Paper, span } from '../lines.ts';
import type { SessionState } from '../state.ts';
import { truncate } from '../text-layout.ts';
import { Lines } from '../views/lines.tsx';
import { filterLine } from './filter.ts';
import { questionLine, undoLine } from './question.ts';
import { wordLine } from './word.ts';

interface PromptProps {
  readonly state: SessionState;
  readonly paper: Paper;
  readonly color: boolean;
  readonly body: Body;
}

/** The line at the bottom where something is asked or typed. */
export const Prompt = ({ state, paper, color, body }: PromptProps) => (
  <Lines lines={[promptLine(state, paper, placeOf(body))]} color={color} />
);

const promptLine = (state: SessionState, paper: Paper, place: string): Line => {
  const { notice, view } = state;
  if (notice !== undefined) return [span(truncate(notice, paper.width, paper.glyphs.cut), 'accent')];
  if (view.kind === 'undo') return undoLine(paper, place);
  if (view.kind !== 'plan') return filterLine(state, paper);
  return view.offer.risk === 'destructive' && !view.offer.manual
    ? wordLine(view, paper, place)
    : questionLine(view, paper, place);
};
