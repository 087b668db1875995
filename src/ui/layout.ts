import { atMost, EMPTY, type Line, type Paper } from './lines.ts';
import { choicePage } from './pages/choice.ts';
import { detailPage } from './pages/detail.ts';
import { headline } from './pages/headline.ts';
import { helpPage } from './pages/help.ts';
import { listPage } from './pages/list.ts';
import { planPage } from './pages/plan.ts';
import { repairPage } from './pages/repair.ts';
import { undoPage } from './pages/undo.ts';
import type { SessionState } from './state.ts';
import { glyphsFor } from './theme.ts';

const WIDEST = 120;
const LOW = 16;
const LEAST_BODY = 3;

/** One column stays free, so that no line touches the edge and is wrapped by the terminal. */
export const paperOf = ({ size, unicode }: SessionState, tick = 0): Paper => ({
  width: Math.max(20, Math.min(WIDEST, size.columns - 1)),
  glyphs: glyphsFor(unicode),
  tick,
});

/** What fills the screen between title and footer. */
export interface Body {
  readonly lines: readonly Line[];
  /** Of these, the first that is shown. */
  readonly first: number;
  readonly height: number;
}

export interface Layout {
  readonly headline: readonly Line[];
  readonly body: Body;
  /** Whether empty lines set the parts apart; on a low terminal they do not. */
  readonly airy: boolean;
}

/** What is shown where. Ink clears the whole screen when a frame is as high as the terminal, so it never is. */
export const layoutOf = (state: SessionState, paper: Paper): Layout => {
  const airy = state.size.rows >= LOW;
  const gap = airy ? 1 : 0;
  const footer = state.closing ? 0 : 1 + gap;
  const roomForHead = Math.max(1, state.size.rows - 1 - (1 + 2 * gap + footer) - LEAST_BODY);
  const head = onList(state) ? atMost(paper, headline(state, paper), roomForHead) : [];
  const aroundBody = 1 + gap + (head.length > 0 ? head.length + gap : 0) + footer;
  const height = Math.max(1, state.size.rows - 1 - aroundBody);
  return { headline: head, airy, body: bodyOf(state, paper, height) };
};

const onList = ({ view, help }: SessionState): boolean =>
  help === undefined && (view.kind === 'list' || view.kind === 'filter');

const bodyOf = (state: SessionState, paper: Paper, height: number): Body => {
  if (onList(state)) {
    const { lines, headings, at } = listPage(state, paper, height);
    if (state.closing) return { lines: atMost(paper, lines, height), first: 0, height };
    const first = around(at, lines.length, height);
    // The heading of a row that is out of sight is left out of it too.
    const last = first + height - 1;
    const shown =
      headings.has(last) && at !== last ? lines.map((line, index) => (index === last ? EMPTY : line)) : lines;
    return { lines: shown, first, height };
  }
  const lines = pageOf(state, paper);
  return { lines, first: Math.min(scrollOf(state), Math.max(0, lines.length - height)), height };
};

const around = (at: number, count: number, height: number): number =>
  Math.max(0, Math.min(at - Math.floor(height / 2), count - height));

const pageOf = (state: SessionState, paper: Paper): readonly Line[] => {
  const { view } = state;
  if (state.help !== undefined) return helpPage(paper);
  switch (view.kind) {
    case 'list':
    case 'filter':
      return [];
    case 'detail':
      return detailPage(state, view, paper);
    case 'choice':
      return choicePage(view, paper);
    case 'plan':
      return planPage(view, paper, state.asRoot);
    case 'repair':
      return repairPage(state, view, paper);
    case 'undo':
      return undoPage(state, view, paper);
  }
};

const scrollOf = ({ help, view }: SessionState): number => help ?? ('scroll' in view ? view.scroll : 0);

/** `3-12 of 40`, where not everything is shown. */
export const placeOf = ({ lines, first, height }: Body): string =>
  lines.length <= height ? '' : `${first + 1}-${first + height} of ${lines.length}`;

/** The scroll position after moving by some lines; never past either end. */
export const scrolled = (state: SessionState, by: number): number => {
  const { body } = layoutOf(state, paperOf(state));
  return Math.max(0, Math.min(body.first + by, body.lines.length - body.height));
};

/** How far a page-up or page-down goes. */
export const pageHeight = (state: SessionState): number =>
  Math.max(1, layoutOf(state, paperOf(state)).body.height - 1);
