import { widthOf } from './text-layout.ts';

/** A stream to paint on, which remembers the last frame. */
export interface Frames {
  readonly stream: NodeJS.WriteStream;
  /** A terminal that became narrower has wrapped the lines of the last frame: goes up by as many as were added,
   *  so that Ink, which knows nothing of them, erases all. */
  eraseRewrapped(): void;
}

const ESCAPE = '\u001b';
// Erases the scrollback, which belongs to the person. Ink sends it when a frame is as high as the terminal.
const ERASE_SCROLLBACK = `${ESCAPE}[3J`;
const CONTROL = new RegExp(`${ESCAPE}[[0-9;?]*[A-Za-z]`, 'g');

export const framesOn = (stdout: NodeJS.WriteStream): Frames => {
  let frame = '';
  const write = (chunk: unknown, ...rest: readonly unknown[]): boolean => {
    if (typeof chunk !== 'string') return Reflect.apply(stdout.write, stdout, [chunk, ...rest]);
    if (chunk.includes('\n')) frame = chunk;
    return Reflect.apply(stdout.write, stdout, [chunk.replaceAll(ERASE_SCROLLBACK, ''), ...rest]);
  };
  const stream = new Proxy(stdout, {
    get: (target, name) => {
      if (name === 'write') return write;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const eraseRewrapped = (): void => {
    const added = rewrapped(frame, stdout.columns);
    if (added > 0) stdout.write(`${ESCAPE}[2K${ESCAPE}[1A`.repeat(added));
  };
  return { stream, eraseRewrapped };
};

const rewrapped = (frame: string, columns: number): number =>
  frame
    .replace(CONTROL, '')
    .split('\n')
    .reduce((sum, line) => sum + Math.max(0, Math.ceil(widthOf(line) / columns) - 1), 0);
