import { type Instance, render } from 'ink';
import type { ReactNode } from 'react';
import { framesOn } from './frames.ts';
import type { Size } from './state.ts';

export interface TerminalOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly view: () => ReactNode;
  readonly onResize: (size: Size) => void;
  /** The view broke; the terminal is restored already. */
  readonly onCrash: (error: unknown) => void;
}

export interface Terminal {
  /** Paints soon: whatever changes until then is painted at once. */
  repaint(): void;
  /** Gives the terminal to a piece of work that reads and writes it itself, and takes it back. */
  lend<T>(work: () => Promise<T>): Promise<T>;
  /** Paints the last frame, which stays, and restores the terminal. */
  close(): Promise<void>;
}

/** The one place that holds the terminal: raw mode, the hidden cursor, Ink's instance. */
export const openTerminal = ({ stdin, stdout, view, onResize, onCrash }: TerminalOptions): Terminal => {
  const frames = framesOn(stdout);
  let ink: Instance | undefined;
  let due: NodeJS.Immediate | undefined;

  const paint = (): void => {
    if (due !== undefined) clearImmediate(due);
    due = undefined;
    ink?.rerender(view());
  };

  const open = (): void => {
    const opened = render(view(), {
      stdin,
      stdout: frames.stream,
      exitOnCtrlC: false,
      patchConsole: false,
    });
    ink = opened;
    opened.waitUntilExit().catch((error: unknown) => {
      ink = undefined;
      onCrash(error);
    });
  };

  const release = async (): Promise<void> => {
    const opened = ink;
    ink = undefined;
    opened?.unmount();
    await new Promise((resolve) => setImmediate(resolve));
    // Without this Node goes on reading, and takes the first key from whoever has the terminal now.
    stdin.pause();
    await new Promise((resolve) => setImmediate(resolve));
  };

  const resized = (): void => {
    frames.eraseRewrapped();
    onResize(sizeOf(stdout));
    paint(); // before Ink's own listener, which would first paint the old frame into the new size
  };

  stdout.on('resize', resized);
  open();
  return {
    repaint: () => {
      due ??= setImmediate(paint);
    },
    lend: async (work) => {
      ink?.clear();
      await release();
      try {
        return await work();
      } finally {
        open();
      }
    },
    close: async () => {
      paint();
      stdout.off('resize', resized);
      await release();
    },
  };
};

export const sizeOf = ({ columns, rows }: NodeJS.WriteStream): Size => ({
  columns: columns || 80,
  rows: rows || 24,
});
