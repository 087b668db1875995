import type { Body } from '../layout.ts';
import { hintsThatFit, type Line, type Paper, span } from '../lines.ts';
import { visibleRows } from '../select.ts';
import type { SessionState } from '../state.ts';
import { truncate, widthOf } from '../text-layout.ts';
import { Lines } from './lines.tsx';

interface FooterProps {
  readonly state: SessionState;
  readonly paper: Paper;
  readonly color: boolean;
  readonly body: Body;
}

/** The answer to the last key, or else what can be pressed. */
export const Footer = ({ state, paper, color, body }: FooterProps) => (
  <Lines lines={[footerLine(state, paper, body)]} color={color} />
);

const footerLine = (state: SessionState, paper: Paper, body: Body): Line => {
  if (state.notice !== undefined)
    return [span(truncate(state.notice, paper.width, paper.glyphs.cut), 'accent')];
  const place = placeOf(body, paper);
  const filter = filterOf(state, paper);
  const room = paper.width - widthOf(place) - widthOf(filter);
  return [
    span(filter, 'accent'),
    span(hintsThatFit(hintsOf(state, paper), room, paper), 'faint'),
    span(place, 'faint'),
  ];
};

/** `  3–12 of 40`, where not everything is shown. */
const placeOf = ({ lines, first, height }: Body, { glyphs }: Paper): string =>
  lines.length <= height ? '' : ` ${glyphs.dot} ${first + 1}-${first + height} of ${lines.length}`;

const filterOf = (state: SessionState, { glyphs, width }: Paper): string => {
  if (state.filter === '' || state.view.kind !== 'list' || state.help !== undefined) return '';
  const count = `${visibleRows(state).length} of ${state.rows.length}`;
  return `${truncate(`/${state.filter}`, Math.floor(width / 3), glyphs.cut)} ${count} ${glyphs.dot} esc clears ${glyphs.dot} `;
};

const hintsOf = (state: SessionState, { glyphs }: Paper): readonly string[] => {
  const { view, help, looking } = state;
  if (state.interrupted) return ['interrupted', 'the repair ends first', 'ctrl-c again leaves at once'];
  if (help !== undefined) return ['any key goes back', `${glyphs.upDown} scroll`];
  const again = looking ? [] : ['r again'];
  switch (view.kind) {
    case 'list':
      return ['? help', 'q quit', `${glyphs.upDown} move`, 'enter details', 'f fix', ...again, '/ filter'];
    case 'detail':
      return ['esc back', 'f fix', `${glyphs.upDown} scroll`, '? help', ...again, 'q quit'];
    case 'choice':
      return ['enter shows the plan', 'esc back', `${glyphs.upDown} move`, '? help', 'q quit'];
    case 'repair':
      return view.record === undefined
        ? ['ctrl-c interrupts', `${glyphs.upDown} scroll`]
        : ['enter back to the list', `${glyphs.upDown} scroll`, '? help', 'q quit'];
    case 'filter':
    case 'plan':
      return [];
  }
};
