import * as v from 'valibot';

/** The answers of a recording, as `Questions` in src/core/questions.ts has them. A recording is a file that anybody
 *  may have edited: one wrong answer makes it none. */
const text = v.string();
const number = v.pipe(v.number(), v.finite());
const count = v.pipe(number, v.minValue(0));
const integer = v.pipe(v.number(), v.safeInteger());
const textMap = v.record(v.string(), v.string());

/** `{ a?: T }`: absent, but never `undefined` or `null`. */
const maybe = v.exactOptional;

const fileStat = v.object({
  type: v.picklist(['file', 'directory', 'symlink', 'socket', 'block', 'character', 'fifo']),
  mode: v.pipe(integer, v.minValue(0), v.maxValue(0o7777)),
  uid: integer,
  gid: integer,
  sizeBytes: count,
  modifiedAtMs: number,
  linkTarget: maybe(text),
});

const identity = v.object({
  uid: integer,
  gid: integer,
  groups: v.array(integer),
  // In JSON an absent member and `undefined` are one.
  userName: v.optional(text),
  home: v.optional(text),
  workingDirectory: text,
  environment: textMap,
  engineFlags: v.object({ host: maybe(text), context: maybe(text) }),
  settings: v.object({
    engineFloor: text,
    // Recordings of before have none.
    composeFloor: v.optional(text, '2.0'),
    diskWarningPercent: number,
    diskErrorPercent: number,
    dnsName: text,
    image: maybe(text),
    // Recordings of earlier versions have none.
    stoppedContainerDays: v.optional(number, 7),
  }),
});

const STAGES = ['import', 'create', 'attach', 'start', 'wait', 'output', 'remove'] as const;

const roundTrip = v.object({
  stages: v.array(v.object({ name: v.picklist(STAGES), durationMs: number })),
  failure: maybe(v.object({ stage: v.picklist(STAGES), detail: text, status: maybe(number) })),
  unpublished: maybe(text),
  stdout: text,
  exitCode: maybe(number),
  leftovers: v.array(text),
});

const unavailable = v.object({
  kind: v.literal('unavailable'),
  reason: v.picklist([
    'absent',
    'denied',
    'timed-out',
    'unreachable',
    'malformed',
    'not-looked',
    'not-here',
    'crashed',
  ]),
  source: text,
  detail: text,
  errno: maybe(text),
  afterMs: maybe(count),
  origin: maybe(text),
});

const ANSWERS: Readonly<Record<string, v.GenericSchema>> = {
  identity,
  system: v.object({
    os: v.picklist(['linux', 'darwin', 'win32', 'other']),
    kernelRelease: text,
    arch: text,
    hostName: text,
  }),
  memory: v.object({
    totalBytes: count,
    availableBytes: count,
    swapTotalBytes: count,
    swapFreeBytes: count,
  }),
  'now-ms': v.pipe(number, v.minValue(-8.64e15), v.maxValue(8.64e15)),
  query: v.object({ exitCode: integer, stdout: text, stderr: text }),
  'read-file': text,
  lstat: fileStat,
  stat: fileStat,
  'real-path': text,
  list: v.array(text),
  statfs: v.object({
    sizeBytes: count,
    freeBytes: count,
    availableBytes: count,
    inodes: count,
    freeInodes: count,
  }),
  connect: number,
  'engine-get': v.object({ status: integer, headers: textMap, body: text, durationMs: number }),
  manifest: v.object({
    stage: v.picklist(['token', 'manifest']),
    status: integer,
    headers: textMap,
    durationMs: number,
  }),
  'udp-exchange': v.object({ hex: v.pipe(text, v.regex(/^(?:[0-9a-f]{2})*$/i)), durationMs: number }),
  'resolve-name': v.array(text),
  'round-trip': roundTrip,
  'sync-latency': v.object({ syncMs: v.array(v.pipe(number, v.minValue(0))) }),
};

const recording = v.object({
  recordingVersion: v.literal(1),
  exchanges: v.array(v.object({ kind: text, asks: v.record(v.string(), v.unknown()), answer: v.unknown() })),
});

/** What is wrong with a recording, in words that continue a sentence; `undefined` for a good one. */
export const faultInRecording = (value: unknown): string | undefined => {
  const parsed = v.safeParse(recording, value);
  if (!parsed.success) return 'it is not a recording made by dockmedic capture';
  for (const [index, { kind, asks, answer }] of parsed.output.exchanges.entries()) {
    const schema = Object.hasOwn(ANSWERS, kind) ? ANSWERS[kind] : undefined;
    const where = `exchange ${index + 1} (${`${kind} ${JSON.stringify(asks)}`.slice(0, 120)})`;
    if (schema === undefined) return `${where} asks a question that dockmedic does not know`;
    const judged = v.safeParse(isUnavailable(answer) ? unavailable : schema, answer);
    if (judged.success) continue;
    const [issue] = judged.issues;
    return `${where} has a wrong answer at ${v.getDotPath(issue) ?? 'its top'}`;
  }
  return undefined;
};

const isUnavailable = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'kind' in answer && answer.kind === 'unavailable';
