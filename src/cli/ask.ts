import { createInterface } from 'node:readline/promises';
import type { Run } from './run.ts';

/** A yes-or-no question at the terminal. Anything but a yes is a no, and so is a closed input; Ctrl-C interrupts the
 *  whole run. */
export const askYesNo = async (run: Run, question: string): Promise<boolean> => {
  const prompt = createInterface({ input: run.process.stdin, output: run.process.stderr });
  // While it asks, the terminal sends no signal for Ctrl-C.
  prompt.once('SIGINT', run.interrupt);
  try {
    const answer = await Promise.race([
      prompt.question(`${question} [y/N] `, { signal: run.signal }),
      new Promise<string>((resolve) => prompt.once('close', () => resolve(''))),
    ]);
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    return false;
  } finally {
    prompt.close();
  }
};
