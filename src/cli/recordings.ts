import { isUnavailable } from '#core/answer';
import { UsageError } from '#core/errors';
import { oneLine } from '#core/text';
import { readTextFile } from '#host/local/files';
import type { Recording } from '#host/recording';
import { MAX_NESTING, nestingDepth } from '#parse/nesting';
import { inWords } from './errno-words.ts';

const MAX_BYTES = 64 * 1024 * 1024;

export const readRecording = async (path: string): Promise<Recording> => {
  const text = await readTextFile(path, MAX_BYTES);
  if (isUnavailable(text))
    throw new UsageError(`The recording ${path} cannot be read: ${inWords(text.detail)}.`, 'configuration');
  const { faultInRecording } = await import('#parse/recording');
  const value = nestingDepth(text) > MAX_NESTING ? undefined : parse(text);
  const fault = faultInRecording(value);
  if (fault !== undefined)
    throw new UsageError(`The recording ${path} cannot be replayed: ${oneLine(fault)}.`, 'configuration');
  return value as Recording; // as its schema says
};

/** What is no JSON is no recording either. */
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
