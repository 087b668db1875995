import { isUnavailable } from '#core/answer';
import { UsageError } from '#core/errors';
import { readTextFile } from '#host/local/files';
import type { Recording } from '#host/recording';
import { inWords } from './errno-words.ts';

const MAX_BYTES = 64 * 1024 * 1024;

export const readRecording = async (path: string): Promise<Recording> => {
  const text = await readTextFile(path, MAX_BYTES);
  if (isUnavailable(text))
    throw new UsageError(`The recording ${path} cannot be read: ${inWords(text.detail)}.`, 'configuration');
  const value = parse(text);
  if (isRecording(value)) return value;
  throw new UsageError(`${path} is not a recording made by dockmedic capture.`, 'configuration');
};

/** What is no JSON is no recording either. */
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isRecording = (value: unknown): value is Recording =>
  typeof value === 'object' &&
  value !== null &&
  'recordingVersion' in value &&
  value.recordingVersion === 1 &&
  'exchanges' in value &&
  Array.isArray(value.exchanges) &&
  value.exchanges.every(
    (one: unknown) =>
      typeof one === 'object' && one !== null && 'kind' in one && 'asks' in one && 'answer' in one,
  );
