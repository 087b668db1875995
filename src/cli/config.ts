import { readFile } from 'node:fs/promises';
import type { ParseError } from 'jsonc-parser';
import { UsageError } from '#core/errors';
import type { Settings } from '#core/host';
import { errnoOf } from '#host/errno';

export const DEFAULT_SETTINGS: Settings = {
  engineFloor: '20.10',
  diskWarningPercent: 90,
  diskErrorPercent: 97,
  dnsName: 'registry-1.docker.io',
};

const MAX_BYTES = 65_536;

/** Reads a configuration file: JSON, comments allowed, unknown keys refused. */
export const readSettings = async (path: string | undefined): Promise<Settings> => {
  if (path === undefined) return DEFAULT_SETTINGS;
  const text = await readText(path);
  const [{ parse, printParseErrorCode }, v] = await Promise.all([import('jsonc-parser'), import('valibot')]);
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined) {
    const line = text.slice(0, first.offset).split('\n').length;
    throw new UsageError(
      `The configuration file ${path} is not JSON: ${printParseErrorCode(first.error)} in line ${line}.`,
    );
  }
  const percent = v.pipe(v.number(), v.minValue(1), v.maxValue(100));
  const schema = v.strictObject({
    engineFloor: v.optional(v.pipe(v.string(), v.regex(/^\d+(\.\d+){0,2}$/))),
    diskWarningPercent: v.optional(percent),
    diskErrorPercent: v.optional(percent),
    dnsName: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9.-]{1,253}$/))),
  });
  const result = v.safeParse(schema, value);
  if (!result.success) {
    const [issue] = result.issues;
    throw new UsageError(
      `The configuration file ${path} is not valid: ${v.getDotPath(issue) ?? 'document'}: ${issue.message}.`,
    );
  }
  const given = Object.fromEntries(Object.entries(result.output).filter(([, one]) => one !== undefined));
  return { ...DEFAULT_SETTINGS, ...given };
};

const readText = async (path: string): Promise<string> => {
  try {
    const text = await readFile(path, 'utf8');
    if (text.length > MAX_BYTES)
      throw new UsageError(`The configuration file ${path} is longer than ${MAX_BYTES} bytes.`);
    return text;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `The configuration file ${path} cannot be read: ${errnoOf(error) ?? String(error)}.`,
    );
  }
};
