import { pageHeight } from '../layout.ts';
import { undoable } from '../select.ts';
import type { Key, Next, SessionState, View } from '../state.ts';

export const show = (state: SessionState, view: View): Next => ({ state: { ...state, view } });

export const say = (state: SessionState, notice: string): Next => ({ state: { ...state, notice } });

export const letter = (key: Key): string => (key.kind === 'text' ? key.text : '');

export const goesBack = ({ kind }: Key): boolean =>
  kind === 'escape' || kind === 'left' || kind === 'backspace';

/** By how many lines or rows a key moves; undefined when it does not. */
export const moveOf = (state: SessionState, key: Key): number | undefined => {
  if (key.kind === 'up' || letter(key) === 'k') return -1;
  if (key.kind === 'down' || letter(key) === 'j') return 1;
  if (key.kind === 'page-up') return -pageHeight(state);
  if (key.kind === 'page-down') return pageHeight(state);
  if (key.kind === 'home' || letter(key) === 'g') return Number.NEGATIVE_INFINITY;
  if (key.kind === 'end' || letter(key) === 'G') return Number.POSITIVE_INFINITY;
  return undefined;
};

/** The keys that mean the same everywhere but where text is typed. */
export const anywhere = (state: SessionState, key: Key): Next => {
  switch (letter(key)) {
    case '?':
      return { state: { ...state, help: 0 } };
    case 'q':
      return { state, effect: { kind: 'leave', interrupted: false } };
    case 'r':
      // A plan belongs to the report that it came with; a new one would pull it from under the question.
      if (state.view.kind === 'plan' || state.view.kind === 'choice') return { state };
      return state.looking ? say(state, 'Already looking.') : { state, effect: { kind: 'examine' } };
    case 'u':
      return takeBack(state);
    default:
      return { state };
  }
};

/** Shows what taking the latest repair back comes to. */
const takeBack = (state: SessionState): Next => {
  if (state.view.kind === 'plan' || state.view.kind === 'choice') return { state };
  const found = undoable(state);
  if (found === undefined)
    return say(
      state,
      'No repair of this session has left anything to take back; dockmedic undo --list shows all.',
    );
  if (state.looking) return say(state, 'Still looking; then u shows what would be taken back.');
  return {
    ...say(state, 'Looking at what the repair has left …'),
    effect: { kind: 'plan-undo', run: found.run },
  };
};
