import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { checks } from '#checks/index';
import { probingHost } from '#core/host';
import { assembleReport } from '#engine/assemble-report';
import { createCollector } from '#engine/collect-facts';
import { runChecks } from '#engine/run-checks';
import type { Recording } from '#host/recording';
import { redacted } from '#host/redacted';
import { replayAsk } from '#host/replay';
import { faultInRecording } from '#parse/recording';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const NAMES = ['debian12-docker20.10-healthy', 'debian12-daemon-json-and-dns-broken'];
const recordings = NAMES.map((name) => read(`../recordings/${name}.json`) as Recording); // made by `dockmedic capture`
const isValid = new Ajv({ strict: false }).compile(read('../../src/core/report.schema.json') as object);

const judge = async (recording: Recording) => {
  const collector = createCollector({
    host: probingHost({ kind: 'replay', label: 'mutant' }, redacted(replayAsk(recording))),
    factTimeoutMs: 5000,
    passive: false,
    offline: false,
    signal: new AbortController().signal,
  });
  const outcomes = await runChecks({ checks, collector, nowMs: () => 0 });
  const context = { tool: { name: 'dockmedic', version: '0.0.0' }, startedAtMs: 0, durationMs: 0 } as const;
  return assembleReport(outcomes, { ...context, target: { kind: 'replay', label: 'x' }, failOn: 'error' });
};

/** The value with whatever stands at one of its places replaced. */
const mutate = (value: unknown, pick: number, by: unknown): unknown => {
  if (typeof value !== 'object' || value === null || pick % 4 === 0) return by;
  const entries = Object.entries(value);
  const at = entries.length === 0 ? 0 : Math.floor(pick / 4) % entries.length;
  const next = Math.floor(pick / 7);
  if (Array.isArray(value)) return value.map((one, index) => (index === at ? mutate(one, next, by) : one));
  return Object.fromEntries(
    entries.map(([key, one], index) => [key, index === at ? mutate(one, next, by) : one]),
  );
};

const strange = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(-1, 1e300, 0.5, '', '\u0000', '/', '__proto__', 'x'.repeat(10_000)),
  fc.record({ kind: fc.constant('unavailable'), reason: fc.string(), source: fc.string() }),
);

test('of 300 mutants of recordings each is refused by name or judged to a valid report', async () => {
  const property = fc.asyncProperty(fc.nat(1), fc.nat(), fc.nat(), strange, async (which, at, pick, by) => {
    const recording = recordings[which] ?? { exchanges: [] };
    const chosen = at % recording.exchanges.length;
    const exchanges = recording.exchanges.map((one, index) =>
      index === chosen ? { ...one, answer: mutate(one.answer, pick, by) } : one,
    );
    const mutant = { ...recording, exchanges } as Recording; // or it is refused
    const fault = faultInRecording(mutant);
    if (fault !== undefined) return fault.startsWith(`exchange ${chosen + 1} (`);
    const report = await judge(mutant);
    expect(report.checks.filter(({ reason }) => reason?.kind === 'crashed')).toEqual([]);
    return isValid(report) && [0, 1, 3].includes(report.exitCode);
  });
  await fc.assert(property, { numRuns: 300 });
}, 60_000);

describe('a recording', () => {
  it.each(NAMES.map((_name, index) => index))('that was made is good: %s', (index) => {
    expect(faultInRecording(recordings[index])).toBeUndefined();
  });
  const of = (kind: string, answer: unknown) => ({
    recordingVersion: 1,
    exchanges: [{ kind, asks: { path: '/x' }, answer }],
  });
  it.each([
    [undefined, 'it is not a recording'],
    [{ recordingVersion: 2, exchanges: [] }, 'it is not a recording'],
    [of('constructor', 1), 'exchange 1 (constructor {"path":"/x"}) asks a question'],
    [of('read-file', 7), 'exchange 1 (read-file {"path":"/x"}) has a wrong answer at its top'],
    [of('stat', { type: 'file' }), 'has a wrong answer at mode'],
    [of('stat', { kind: 'unavailable', reason: 'bored', source: '', detail: '' }), 'at reason'],
  ])('%j is refused', (value, words) => {
    expect(faultInRecording(value)).toContain(words);
  });
});
