import { type Body, placeOf } from '../layout.ts';
import { hintsThatFit, type Line, type Paper, span } from '../lines.ts';
import { chosenRow, offersFor, rowById, undoable, visibleRows } from '../select.ts';
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
  const range = placeOf(body);
  const place = range === '' ? '' : ` ${paper.glyphs.dot} ${range}`;
  const filter = filterOf(state, paper);
  const room = paper.width - widthOf(place) - widthOf(filter);
  return [
    span(filter, 'accent'),
    span(hintsThatFit(hintsOf(state, paper, place !== ''), room, paper), 'faint'),
    span(place, 'faint'),
  ];
};

const filterOf = (state: SessionState, { glyphs, width }: Paper): string => {
  if (state.filter === '' || state.view.kind !== 'list' || state.help !== undefined) return '';
  const count = `${visibleRows(state).length} of ${state.rows.length}`;
  return `${truncate(`/${state.filter}`, Math.floor(width / 3), glyphs.cut)} ${count} ${glyphs.dot} esc clears ${glyphs.dot} `;
};

const hintsOf = (state: SessionState, { glyphs }: Paper, long: boolean): readonly string[] => {
  const { view, help, looking } = state;
  if (state.interrupted) return ['interrupted', 'the repair ends first', 'ctrl-c again leaves at once'];
  if (help !== undefined) return ['any key goes back', ...(long ? [`${glyphs.upDown} scroll`] : [])];
  const again = looking ? [] : ['r again'];
  const scroll = long ? [`${glyphs.upDown} scroll`] : [];
  const fix = isFixable(state) ? ['f fix'] : [];
  const back = !looking && undoable(state) !== undefined ? ['u undo'] : [];
  switch (view.kind) {
    case 'list':
      return [
        '? help',
        'q quit',
        `${glyphs.upDown} move`,
        'enter details',
        ...fix,
        ...back,
        '/ filter',
        ...again,
      ];
    case 'detail':
      return ['esc back', ...fix, ...scroll, '? help', ...again, 'q quit'];
    case 'choice':
      return ['enter shows the plan', 'esc back', `${glyphs.upDown} move`, '? help', 'q quit'];
    case 'repair':
      return view.record === undefined
        ? ['ctrl-c interrupts', ...scroll]
        : ['enter back to the list', ...back, ...scroll, '? help', 'q quit'];
    case 'undo':
      return view.stage === 'running'
        ? ['ctrl-c interrupts', ...scroll]
        : ['enter back to the list', ...scroll, '? help', 'q quit'];
    case 'filter':
    case 'plan':
      return [];
  }
};

/** The same question that the key asks. */
const isFixable = (state: SessionState): boolean => {
  const { report, view, looking } = state;
  if (looking || report === undefined) return false;
  const row = view.kind === 'detail' ? rowById(state, view.row) : chosenRow(state);
  return offersFor(report, row?.ended).length > 0;
};
