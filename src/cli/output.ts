import { writeFile } from 'node:fs/promises';
import { UsageError } from '#core/errors';
import { errnoOf } from '#host/errno';
import { inWords } from './errno-words.ts';
import type { Format, FormatName } from './formats.ts';

export interface TextSink {
  write(text: string, done: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

// What a reader that went away (`| head`) leaves behind: no failure of ours.
const GONE: ReadonlySet<string | undefined> = new Set([
  'EPIPE',
  'ECONNRESET',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
]);

/** Writes a document to standard output and waits until the reader has it. A full disk behind it is an error. */
export const writeOut = async (sink: TextSink, text: string): Promise<void> => {
  const error = await written(sink, text);
  if (error === undefined || GONE.has(errnoOf(error))) return;
  throw new UsageError(`Standard output cannot be written: ${whyOf(error)}.`, 'configuration');
};

/** As `writeOut`, where nobody is left to be told that it failed. */
export const tell = async (sink: TextSink, text: string): Promise<void> => {
  await written(sink, text);
};

const written = (sink: TextSink, text: string): Promise<unknown> =>
  new Promise((resolve) => {
    try {
      sink.write(text, (error) => resolve(error ?? undefined));
    } catch (error) {
      resolve(error); // a file or a device is written at once
    }
  });

/** A closed pipe must not become an exception somewhere else in the program. */
export const ignoreClosedPipe = (sink: TextSink): void => {
  sink.on('error', () => undefined);
};

/** A document in every format that was asked for; text on standard output unless told otherwise. */
export const writeFormats = async (
  stdout: TextSink,
  formats: readonly Format[],
  render: (name: FormatName, toFile: boolean) => string,
  what: string,
): Promise<void> => {
  for (const { name, path } of formats) {
    if (path !== undefined) await writeToFile(path, render(name, true), what);
  }
  const toStdout = formats.find(({ path }) => path === undefined);
  if (toStdout === undefined && formats.length > 0) return;
  await writeOut(stdout, render(toStdout?.name ?? 'text', false));
};

/** `what` is written: "The report", "The recording". */
export const writeToFile = async (path: string, text: string, what: string): Promise<void> => {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new UsageError(`${what} cannot be written to ${path}: ${whyOf(error)}.`);
  }
};

const whyOf = (error: unknown): string => inWords(errnoOf(error) ?? String(error));
