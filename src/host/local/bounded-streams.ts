import type { Readable } from 'node:stream';

/** Everything that a stream brings until it ends or breaks, but no more than this: then it is cut. */
export const collectBytes = (stream: Readable, maxBytes: number): Promise<Buffer> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let total = 0;
    const finish = (): void => resolve(Buffer.concat(chunks).subarray(0, maxBytes));
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      total += chunk.length;
      if (total >= maxBytes) stream.destroy();
    });
    // `close` follows `end`, an error and `destroy()`. What came before a break is worth reading.
    stream.on('error', () => undefined);
    stream.once('close', finish);
    if (stream.destroyed) finish();
  });

const HEADER_BYTES = 8;
const LAST_STREAM = 2;

/**
 * The text of an engine's attach stream, standard output and standard error as they came. Each frame begins
 * with its kind (0, 1 or 2), three zeros, and its length; what does not is taken as it is.
 *
 *     01 00 00 00 | 00 00 00 06 | 68 65 6c 6c 6f 0a
 */
export const demultiplex = (bytes: Buffer): string => {
  const frames: Buffer[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= bytes.length && isHeader(bytes, at)) {
    const length = bytes.readUInt32BE(at + 4);
    frames.push(bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length));
    at += HEADER_BYTES + length;
  }
  return Buffer.concat([...frames, bytes.subarray(at)]).toString('utf8');
};

const isHeader = (bytes: Buffer, at: number): boolean =>
  (bytes[at] ?? LAST_STREAM + 1) <= LAST_STREAM && bytes.readUIntBE(at + 1, 3) === 0;

/** Progress of a long call comes as one JSON object a line, after a status of 200 already: an error stands in it. */
export const progressError = (bytes: Buffer): string | undefined => {
  for (const line of bytes.toString('utf8').split('\n')) {
    const error = errorIn(line);
    if (error !== undefined) return error;
  }
  return undefined;
};

const errorIn = (line: string): string | undefined => {
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== 'object' || entry === null || !('error' in entry)) return undefined;
    return typeof entry.error === 'string' ? entry.error : JSON.stringify(entry.error);
  } catch {
    return undefined;
  }
};
