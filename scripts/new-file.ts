import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file to make from a template, with the words in it that become others. */
export interface NewFile {
  readonly template: string;
  readonly path: string;
  readonly words: readonly (readonly [from: string, to: string])[];
}

/** Writes these files; refuses, before writing any, where one exists already. */
export const makeFiles = (root: string, files: readonly NewFile[]): void => {
  const existing = files.find(({ path }) => existsSync(join(root, path)));
  if (existing !== undefined) throw new NewFileError(`${existing.path} exists already`);
  for (const file of files) make(root, file);
};

export class NewFileError extends Error {
  override readonly name = 'NewFileError';
}

const make = (root: string, { template, path, words }: NewFile): void => {
  const target = join(root, path);
  const text = readFileSync(join(root, template), 'utf8');
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(
    target,
    words.reduce((changed, [from, to]) => changed.replaceAll(from, to), text),
  );
};

/** What was typed: the id, and the flags behind or before it. */
export interface Typed {
  readonly id: string;
  readonly flags: readonly string[];
}

/** Runs one of the two commands: help, a mistake of the person, and what was made go to the right place. */
export const runNew = (
  usage: string,
  create: (typed: Typed) => readonly string[],
  known: readonly string[] = [],
): void => {
  const words = process.argv.slice(2);
  const flags = words.filter((word) => word.startsWith('-'));
  const [id, ...more] = words.filter((word) => !word.startsWith('-'));
  try {
    if (flags.includes('--help') || flags.includes('-h')) {
      console.log(usage);
      return;
    }
    const wrong = flags.find((flag) => !known.includes(flag)) ?? more[0];
    if (wrong !== undefined) throw new NewFileError(`\`${wrong}\` is not understood\n${usage}`);
    if (id === undefined) throw new NewFileError(usage);
    console.log(create({ id, flags }).join('\n'));
  } catch (error) {
    if (!(error instanceof NewFileError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
};
