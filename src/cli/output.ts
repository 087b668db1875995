import { writeFile } from 'node:fs/promises';
import { UsageError } from '#core/errors';
import { errnoOf } from '#host/errno';

export interface TextSink {
  write(text: string, done: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Writes and waits until the reader has it. A reader that went away (`| head`) is no failure of ours. */
export const writeOut = (sink: TextSink, text: string): Promise<void> =>
  new Promise((resolve) => {
    sink.write(text, () => resolve());
  });

/** A closed pipe must not become an exception somewhere else in the program. */
export const ignoreClosedPipe = (sink: TextSink): void => {
  sink.on('error', () => undefined);
};

export const writeToFile = async (path: string, text: string): Promise<void> => {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new UsageError(`The report cannot be written to ${path}: ${errnoOf(error) ?? String(error)}.`);
  }
};
