import * as v from 'valibot';
import { type Malformed, malformed } from '#parse/malformed';

const WHAT = 'Engine API answer';
const MAX_BODY_CHARS = 64 * 1024 * 1024;

/** Takes the body as text, or as the value that a client has already decoded. */
export const reader =
  <S extends v.GenericSchema>(schema: S, wantsList = false) =>
  (body: unknown): v.InferOutput<S> | Malformed => {
    const value = typeof body === 'string' ? decode(body) : body;
    if (value === undefined) return malformed(WHAT, 'not JSON');
    const parsed = v.safeParse(schema, value);
    return parsed.success && Array.isArray(value) === wantsList
      ? parsed.output
      : malformed(WHAT, 'not of the expected shape');
  };

const decode = (body: string): unknown => {
  try {
    return body.length > MAX_BODY_CHARS ? undefined : JSON.parse(body);
  } catch {
    return undefined;
  }
};
