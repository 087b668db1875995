import * as v from 'valibot';
import { type Journal, RUN_NAME } from '#core/journal';
import { type Malformed, malformed } from './malformed.ts';
import { MAX_NESTING, nestingDepth } from './nesting.ts';

const WHAT = 'journal of a repair';

const line = v.pipe(v.string(), v.maxLength(20_000));
const time = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, 'must be a time in UTC'),
);
const privilege = v.picklist(['user', 'root']);
// Nothing that is run may hold a NUL; no command of ours is empty.
const word = v.pipe(line, v.regex(/^[^\0]*$/, 'must not hold a NUL'));
const argv = v.pipe(v.tupleWithRest([v.pipe(word, v.minLength(1))], word), v.maxLength(1000));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const maybe = v.exactOptional;

const act = v.strictObject({ argv, privilege, timeoutMs: maybe(count) });

const wayBack = v.variant('kind', [
  v.strictObject({
    kind: v.literal('acts'),
    acts: v.pipe(v.array(act), v.minLength(1), v.maxLength(50)),
    evenAfterFailure: v.boolean(),
    copy: maybe(privilege),
    sweep: maybe(v.pipe(v.array(act), v.minLength(1), v.maxLength(50))),
  }),
  v.strictObject({ kind: v.literal('not-needed') }),
  v.strictObject({ kind: v.literal('none'), why: line }),
]);

const watch = v.variant('kind', [
  v.strictObject({ kind: v.literal('query'), argv, wanted: maybe(line), wantedStart: maybe(line) }),
  v.strictObject({
    kind: v.literal('path'),
    path: word,
    wanted: maybe(v.picklist(['absent', 'present'])),
  }),
  v.strictObject({
    kind: v.literal('units'),
    question: v.picklist(['is-active', 'is-enabled']),
    units: v.pipe(v.array(word), v.minLength(1), v.maxLength(100)),
    user: v.boolean(),
  }),
  v.strictObject({ kind: v.literal('member'), user: word, group: word }),
  v.strictObject({ kind: v.literal('service-status'), argv }),
  v.strictObject({ kind: v.literal('process'), pid: count, comm: line, startTicks: maybe(count) }),
]);

const entry = v.strictObject({
  step: count,
  shows: line,
  wayBack,
  watch: maybe(watch),
  before: maybe(line),
  after: maybe(line),
  left: maybe(line),
  state: v.picklist([
    ...(['open', 'denied', 'done', 'failed', 'cut-off'] as const),
    ...(['taking-back', 'taken-back', 'remains'] as const),
  ]),
});

const phase = v.variant('state', [
  v.strictObject({ state: v.picklist(['applying', 'rolling-back', 'verifying']) }),
  v.strictObject({ state: v.literal('undoing'), since: time }),
  v.strictObject({
    state: v.picklist([
      ...(['refused', 'rolled-back', 'failed', 'verified', 'unverified'] as const),
      ...(['undone', 'undo-failed'] as const),
    ]),
    text: line,
    endedAt: time,
  }),
]);

const journal = v.strictObject({
  journalVersion: v.literal(1),
  run: v.pipe(v.string(), v.regex(RUN_NAME)),
  tool: line,
  startedAt: time,
  fix: line,
  title: line,
  irreversible: maybe(v.literal(true)),
  phase,
  entries: v.pipe(v.array(entry), v.maxLength(200)),
});

/** The journal that dockmedic wrote under this name; anybody may have edited it since.
 *      { "journalVersion": 1, "run": "20261122T055019Z-3f2a", "phase": { "state": "applying" }, "entries": [ … ], … } */
export const parseJournal = (text: string, run: string): Journal | Malformed => {
  if (nestingDepth(text) > MAX_NESTING) return malformed(WHAT, `nested more than ${MAX_NESTING} levels deep`);
  const value = parsed(text);
  if (value === undefined) return malformed(WHAT, 'it is not JSON');
  const version = versionOf(value);
  if (typeof version === 'number' && version !== 1) {
    return malformed(WHAT, `it has version ${version}; this dockmedic knows version 1 alone`);
  }
  const result = v.safeParse(journal, value);
  if (!result.success) return malformed(WHAT, issueText(result.issues[0]));
  if (result.output.run !== run) return malformed(WHAT, 'it has the name of another run');
  const numbers = result.output.entries.map(({ step }) => step);
  const inOrder = numbers.every((step, at) => at === 0 || step > (numbers[at - 1] ?? step));
  return inOrder ? result.output : malformed(WHAT, 'its entries are not in the order of the steps');
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const versionOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'journalVersion' in value ? value.journalVersion : undefined;

const issueText = (issue: v.BaseIssue<unknown>): string => {
  const where = v.getDotPath(issue);
  return where === null ? issue.message : `${where}: ${issue.message}`;
};
