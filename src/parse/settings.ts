import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import * as v from 'valibot';
import type { Settings } from '#core/host';
import { closest } from './closest.ts';
import { type Malformed, malformed } from './malformed.ts';
import { MAX_NESTING, nestingDepth } from './nesting.ts';
import { isRecord } from './shape.ts';
import { positionOf } from './text.ts';

const PERCENT = 'must be a number from 1 to 100';
const percent = v.pipe(v.number(PERCENT), v.minValue(1, PERCENT), v.maxValue(100, PERCENT));
const VERSION = 'must be a version as text, such as "20.10"';
const NAME = 'must be a host name as text, such as "registry-1.docker.io"';
const IMAGE = 'must be the name of an image as text, such as "debian:12"';
const version = v.pipe(v.string(VERSION), v.regex(/^\d+(\.\d+){0,2}$/, VERSION));
const DAYS = 'must be a number of days from 0 to 3650';
const schema = v.strictObject({
  engineFloor: v.optional(version),
  composeFloor: v.optional(version),
  diskWarningPercent: v.optional(percent),
  diskErrorPercent: v.optional(percent),
  image: v.optional(v.pipe(v.string(IMAGE), v.maxLength(1024, IMAGE))),
  dnsName: v.optional(v.pipe(v.string(NAME), v.regex(/^[A-Za-z0-9.-]{1,253}$/, NAME))),
  stoppedContainerDays: v.optional(v.pipe(v.number(DAYS), v.minValue(0, DAYS), v.maxValue(3650, DAYS))),
});
const KEYS = Object.keys(schema.entries);

const WHAT = 'dockmedic configuration';

/** dockmedic's own configuration file: JSON, comments and trailing commas allowed, unknown keys refused.
 *      { "engineFloor": "24.0", "diskErrorPercent": 99 } */
export const parseSettings = (text: string): Partial<Settings> | Malformed => {
  if (nestingDepth(text) > MAX_NESTING) return malformed(WHAT, `nested more than ${MAX_NESTING} levels deep`);
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined) {
    return malformed(WHAT, `it is not JSON: ${problemOf(first)}`, positionOf(text, first.offset));
  }
  if (!isRecord(value)) return malformed(WHAT, 'it is not an object in braces', { line: 1, column: 1 });
  const result = v.safeParse(schema, value);
  if (!result.success) return malformed(WHAT, result.issues.map(issueText).join('; '));
  return Object.fromEntries(Object.entries(result.output).filter(([, one]) => one !== undefined));
};

/** `ValueExpected` → `value expected`. */
const problemOf = ({ error }: ParseError): string =>
  printParseErrorCode(error)
    .replace(/(?!^)[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase();

const issueText = (issue: v.BaseIssue<unknown>): string => {
  const key = v.getDotPath(issue) ?? '';
  if (KEYS.includes(key)) return `${key} ${issue.message}`;
  const meant = closest(key, KEYS);
  return `unknown key "${key}" (${meant === undefined ? `known are ${KEYS.join(', ')}` : `did you mean ${meant}?`})`;
};
