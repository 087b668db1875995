import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { isJson, repairJson, SMART_QUOTES, trailingCommas } from '#parse/json-repair';
import { type Malformed, malformed } from '#parse/malformed';
import { BOM, MAX_TEXT_CHARS, positionOf } from '#parse/text';

/**
 * Strict JSON as Go's encoding/json sees it: no comments, no trailing commas, no byte order mark, one document.
 *
 *     {
 *       "log-driver": "json-file",   // a comment: invalid character '/' looking for beginning of …
 *       "debug": true,
 *     }                              // invalid character '}' looking for beginning of object key string
 */
export type JsonFault =
  | 'empty'
  | 'bom'
  | 'comment'
  | 'trailing-comma'
  | 'smart-quote'
  | 'second-document'
  | 'truncated'
  | 'nul'
  | 'too-large'
  | 'other';

export interface MalformedJson extends Malformed {
  readonly fault: JsonFault;
  /** Where, in characters from the start; a document before it is whole when the fault is `second-document`. */
  readonly offset: number;
  /** The text with the smallest edits that make it valid, when there are any that guess nothing. */
  readonly repaired?: string;
}

export interface JsonValue {
  readonly kind: 'json';
  readonly value: unknown;
}

export const readJson = (text: string, what: string): JsonValue | MalformedJson => {
  if (text.length > MAX_TEXT_CHARS) return explain(what, '', { kind: 'too-large', offset: 0 }, '');
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch (error) {
    return explain(what, text, firstFault(text), error instanceof Error ? error.message : 'not JSON');
  }
};

const MAX_REPAIRED_CHARS = 256 * 1024;

interface Fault {
  readonly kind: JsonFault;
  readonly offset: number;
}

const explain = (what: string, text: string, { kind, offset }: Fault, message: string): MalformedJson => {
  const repaired = text.length > MAX_REPAIRED_CHARS ? undefined : repairJson(text);
  return {
    ...malformed(what, DETAILS[kind] ?? oneLine(message), positionOf(text, offset)),
    fault: kind,
    offset,
    ...(repaired === undefined ? {} : { repaired }),
  };
};

const DETAILS: Partial<Record<JsonFault, string>> = {
  empty: 'the file is empty',
  bom: 'a byte order mark before the first character',
  nul: 'a NUL byte',
  'too-large': `more than ${MAX_TEXT_CHARS} characters`,
  comment: 'a comment; JSON has none',
  'trailing-comma': 'a comma with nothing after it',
  'smart-quote': 'a typographic quotation mark where " belongs',
  'second-document': 'text after the end of the document',
  truncated: 'the file ends too early',
};

const firstFault = (text: string): Fault => {
  if (text.startsWith(BOM)) return { kind: 'bom', offset: 0 };
  if (text.trim() === '') return { kind: 'empty', offset: 0 };
  const nul = text.indexOf('\0');
  return nul >= 0 ? { kind: 'nul', offset: nul } : firstSyntaxFault(text);
};

const firstSyntaxFault = (text: string): Fault => {
  const error = firstError(text);
  if (error === undefined) return { kind: 'other', offset: 0 };
  const comma = trailingCommas(text)[0];
  if (
    comma !== undefined &&
    comma.offset < error.offset &&
    /^,\s*$/.test(text.slice(comma.offset, error.offset))
  )
    return { kind: 'trailing-comma', offset: comma.offset };
  return { kind: kindOf(error, text), offset: error.offset };
};

const kindOf = ({ error, offset }: ParseError, text: string): JsonFault => {
  if (printParseErrorCode(error) === 'InvalidCommentToken') return 'comment';
  if (SMART_QUOTES.test(text.charAt(offset))) return 'smart-quote';
  if (isJson(text.slice(0, offset))) return 'second-document';
  return text.slice(offset).trim() === '' ? 'truncated' : 'other';
};

const firstError = (text: string): ParseError | undefined => {
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch {
    return undefined; // nested so deeply that the reader ran out of stack
  }
  return errors.reduce<ParseError | undefined>(
    (first, error) => (first === undefined || error.offset < first.offset ? error : first),
    undefined,
  );
};

/** The engine's own message quotes the text, which may hold a secret; the part that does not is enough. */
const oneLine = (message: string): string =>
  message.replace(/,? *(\.\.\.|").*$/s, '').slice(0, 120) || 'not JSON';
