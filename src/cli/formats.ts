import { UsageError } from '#core/errors';

export type FormatName = 'json' | 'text';
export interface Format {
  readonly name: FormatName;
  /** Absent: standard output. */
  readonly path?: string;
}

/** Standard output carries one document; what is asked for twice is written once. */
export const formatsOf = (json: boolean, texts: readonly string[]): readonly Format[] => {
  const asked = [...(json ? ['json'] : []), ...texts];
  const formats = [...new Set(asked)].map(parseFormat);
  const toStdout = formats.filter(({ path }) => path === undefined).map(({ name }) => name);
  if (toStdout.length > 1) {
    throw new UsageError(
      `Standard output holds one format, not ${toStdout.join(' and ')}. Write the other to a file: --format NAME:PATH.`,
    );
  }
  return formats;
};

const parseFormat = (text: string): Format => {
  const [, name, path] = /^(\w+)(?::(.+))?$/s.exec(text) ?? [];
  if (name !== 'json' && name !== 'text') {
    throw new UsageError(`Unknown format "${text}". Known are json and text, each with an optional :path.`);
  }
  return path === undefined ? { name } : { name, path };
};
