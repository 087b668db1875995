import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { type IPty, spawn } from '@lydell/node-pty';

const RUNS = 15;

/** Median times in milliseconds, taken in turns so that both see the same load. */
export const firstFrame = async (
  root: string,
): Promise<{ readonly session: number; readonly bare: number }> => {
  const session: number[] = [];
  const bare: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    bare.push(await untilExit(openTerminal(['-e', '0'])));
    const terminal = openTerminal([join(root, 'dist/bin.js'), '--passive']);
    session.push(await untilText(terminal));
    terminal.kill('SIGTERM');
    await untilExit(terminal);
  }
  return { session: median(session), bare: median(bare) };
};

/** Node with these arguments in a terminal of its own. */
export const openTerminal = (args: readonly string[]): IPty => {
  const { CI: _ci, NO_COLOR: _noColor, ...environment } = process.env;
  return spawn(process.execPath, [...args], {
    name: 'xterm-256color',
    cols: 100,
    rows: 30,
    env: { ...environment, TERM: 'xterm-256color' },
  });
};

/** From the start until something that a person can read stands on the screen. */
const untilText = (terminal: IPty): Promise<number> => {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    terminal.onData((data) => {
      if (/\S/.test(stripVTControlCharacters(data))) resolve(performance.now() - startedAt);
    });
    terminal.onExit(({ exitCode }) =>
      reject(new Error(`the session ended before it painted anything (exit code ${exitCode})`)),
    );
  });
};

export const untilExit = (terminal: IPty): Promise<number> => {
  const startedAt = performance.now();
  return new Promise((resolve) => terminal.onExit(() => resolve(performance.now() - startedAt)));
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
