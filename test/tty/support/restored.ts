import { expect } from 'vitest';
import type { RunningProgram } from './pty.ts';

/** The terminal is as it was: the cursor is shown, lines are edited and echoed by it again. */
export const expectRestored = ({ raw }: RunningProgram): void => {
  expect(raw.lastIndexOf('\u001b[?25h')).toBeGreaterThanOrEqual(raw.lastIndexOf('\u001b[?25l'));
  expect(raw).not.toContain('\u001b[?1049h');
  const modes = raw.slice(raw.lastIndexOf('speed ')).split(/[\s;]+/);
  for (const mode of ['icanon', 'echo', 'isig', 'icrnl', 'opost']) expect(modes).toContain(mode);
};
