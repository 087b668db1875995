import { createInterface } from 'node:readline/promises';
import type { Run } from './run.ts';

/** A yes-or-no question at the terminal. Anything but a yes is a no. */
export const askYesNo = async (run: Run, question: string): Promise<boolean> =>
  /^y(es)?$/i.test(await answerTo(run, `${question} [y/N] `));

/** Data is deleted only after its name was typed, to the letter. */
export const askWord = async (run: Run, word: string): Promise<boolean> =>
  (await answerTo(run, `Type ${word} to delete, anything else leaves it: `)) === word;

/** A closed input answers nothing; Ctrl-C interrupts the whole run. */
const answerTo = async (run: Run, question: string): Promise<string> => {
  const prompt = createInterface({ input: run.process.stdin, output: run.process.stderr });
  // While it asks, the terminal sends no signal for Ctrl-C.
  prompt.once('SIGINT', run.interrupt);
  try {
    const answer = await Promise.race([
      prompt.question(question, { signal: run.signal }),
      new Promise<string>((resolve) => prompt.once('close', () => resolve(''))),
    ]);
    return answer.trim();
  } catch {
    return '';
  } finally {
    prompt.close();
  }
};
