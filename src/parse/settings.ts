import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import * as v from 'valibot';
import type { Settings } from '#core/host';
import { type Malformed, malformed } from './malformed.ts';
import { isRecord } from './shape.ts';
import { positionOf } from './text.ts';

const percent = v.pipe(v.number(), v.minValue(1), v.maxValue(100));
const schema = v.strictObject({
  engineFloor: v.optional(v.pipe(v.string(), v.regex(/^\d+(\.\d+){0,2}$/))),
  diskWarningPercent: v.optional(percent),
  diskErrorPercent: v.optional(percent),
  dnsName: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9.-]{1,253}$/))),
});

const WHAT = 'dockmedic configuration';

/** dockmedic's own configuration file: JSON, comments and trailing commas allowed, unknown keys refused.
 *      { "engineFloor": "24.0", "diskErrorPercent": 99 } */
export const parseSettings = (text: string): Partial<Settings> | Malformed => {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined) {
    return malformed(WHAT, printParseErrorCode(first.error), positionOf(text, first.offset));
  }
  if (!isRecord(value)) return malformed(WHAT, 'not an object', { line: 1, column: 1 });
  const result = v.safeParse(schema, value);
  if (!result.success) {
    const [issue] = result.issues;
    return malformed(WHAT, `${v.getDotPath(issue) ?? 'document'}: ${issue.message}`);
  }
  return Object.fromEntries(Object.entries(result.output).filter(([, one]) => one !== undefined));
};
