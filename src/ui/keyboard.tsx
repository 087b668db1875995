import { type Key as InkKey, useInput } from 'ink';
import type { Key } from './state.ts';

interface KeyboardProps {
  /** Several keys when they arrived at once: pasted, or typed ahead over a slow line. */
  readonly onKeys: (keys: readonly Key[]) => void;
}

/** Turns what the terminal sends into keys. */
export const Keyboard = ({ onKeys }: KeyboardProps) => {
  useInput((input, key) => onKeys(keysOf(input, key)));
  return null;
};

const keysOf = (input: string, key: InkKey): readonly Key[] => {
  if (key.ctrl) return input === 'c' ? [{ kind: 'interrupt' }] : [];
  const named = NAMED.find(([name]) => key[name]);
  if (named !== undefined) return [{ kind: named[1] }];
  if (key.meta) return [];
  return [...input].map(keyOfCharacter).filter((one) => one !== undefined);
};

// Terminals send 0x7f for backspace, which Ink calls delete.
const NAMED = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['pageUp', 'page-up'],
  ['pageDown', 'page-down'],
  ['home', 'home'],
  ['end', 'end'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
] as const satisfies readonly (readonly [keyof InkKey, Key['kind']])[];

const keyOfCharacter = (text: string): Key | undefined => {
  if (text === '\r' || text === '\n') return { kind: 'enter' };
  if (text === '\u0003') return { kind: 'interrupt' };
  if (text === '\u007f' || text === '\b') return { kind: 'backspace' };
  return /^\p{Cc}$/u.test(text) ? undefined : { kind: 'text', text };
};
