import { describe, expect, it, test } from 'vitest';
import type { AnyCheck } from '#core/check';
import type { Fact } from '#core/fact';
import type { RepairRecord, Report } from '#core/report';
import { assembleReport, type FailOn, provisionalRow, type RunContext } from '#engine/assemble-report';
import type { Outcome } from '#engine/run-checks';
import { checkWith, finding, outcome } from '#test/support/outcomes';

const context: RunContext = {
  tool: { name: 'dockmedic', version: '0.0.0' },
  target: { kind: 'local', label: 'local' },
  startedAtMs: 0,
  durationMs: 1.4,
  failOn: 'error',
};

const sick = checkWith('a/sick', { bad: {}, odd: { severity: 'warning' }, note: { severity: 'info' } });
const well = checkWith('a/well', {});
const ok = outcome(well);
const error = outcome(sick, { findings: [finding('bad')] });
const warning = outcome(sick, { findings: [finding('odd')], status: 'warning' });
const unverified = outcome(well, {
  status: 'unverified',
  evidence: [],
  reason: { kind: 'deadline', text: 'GET /info: no answer' },
});
const optionalRow = outcome({ ...well, informing: true }, { status: 'unverified' });
const skipped = outcome(well, { status: 'skipped', evidence: [] });
const left = outcome(well, {
  status: 'skipped',
  evidence: [],
  reason: { kind: 'deselected', text: 'a container: left out by --passive' },
});
const leftInforming = { ...left, check: { ...well, informing: true } };
const repaired = (state: RepairRecord['state']): RepairRecord => ({ fix: 'x', state, text: '', steps: [] });

const ending = (outcomes: readonly Outcome[], more: Partial<RunContext> = {}) => {
  const { verdict, exitCode, interrupted } = assembleReport(outcomes, { ...context, ...more });
  return [verdict, exitCode, interrupted];
};

describe('verdict and exit code', () => {
  it.each<[string, readonly Outcome[], Partial<RunContext>, Report['verdict'], number, string?]>([
    ['all well', [ok], {}, 'healthy', 0],
    ['a part that is well', [ok], { selection: { asked: 1, of: 2 } }, 'partial', 0],
    ['skipped rows', [ok, skipped], {}, 'healthy', 0],
    ['a required row left out by a flag', [ok, left], {}, 'partial', 0],
    ['an informing row left out by a flag', [ok, leftInforming], {}, 'healthy', 0],
    ['an error', [ok, error], {}, 'findings', 1],
    ['a warning', [warning], {}, 'findings', 0],
    ['a warning that counts', [warning], { failOn: 'warning' }, 'findings', 1],
    ['an error that does not', [error], { failOn: 'never' }, 'findings', 0],
    ['not verified', [ok, unverified], {}, 'inconclusive', 3],
    ['not verified, and never failing', [unverified], { failOn: 'never' }, 'inconclusive', 0],
    ['an informing row not verified', [ok, optionalRow], {}, 'healthy', 0],
    ['one that somebody asked for', [ok, { ...optionalRow, isWanted: true }], {}, 'inconclusive', 3],
    ['an error besides', [error, unverified], {}, 'findings', 1],
    ['a warning besides', [warning, unverified], {}, 'findings', 3],
    ['Ctrl-C', [ok], { interrupted: 'SIGINT' }, 'inconclusive', 130, 'SIGINT'],
    ['Ctrl-C after an error', [error], { interrupted: 'SIGINT' }, 'findings', 130, 'SIGINT'],
    ['SIGTERM', [unverified], { interrupted: 'SIGTERM' }, 'inconclusive', 143, 'SIGTERM'],
    ['the deadline', [ok, unverified], { interrupted: 'deadline' }, 'inconclusive', 3, 'deadline'],
    [
      'the deadline after an error',
      [error, unverified],
      { interrupted: 'deadline' },
      'findings',
      1,
      'deadline',
    ],
    ['a deadline when all was told', [ok], { interrupted: 'deadline' }, 'healthy', 0],
    ['a proven repair', [ok], { repairs: [repaired('verified')] }, 'healthy', 0],
    ['a repair that failed', [ok], { repairs: [repaired('failed')] }, 'healthy', 4],
    ['a repair that was declined', [error], { repairs: [repaired('declined')] }, 'findings', 4],
    ['a plan', [error], { repairs: [repaired('planned')] }, 'findings', 1],
  ])('%s', (_name, outcomes, more, verdict, exitCode, interrupted) => {
    expect(ending(outcomes, more)).toEqual([verdict, exitCode, interrupted]);
  });

  it.each<FailOn>(['error', 'warning', 'never'])('an empty run with %s is healthy', (failOn) => {
    expect(ending([], { failOn })).toEqual(['healthy', 0, undefined]);
  });
});

test.each([
  ['by a flag', [ok, ok, left], {}, { asked: 2, of: 3 }],
  ['by a flag, of a selection', [ok, left], { selection: { asked: 2, of: 9 } }, { asked: 1, of: 9 }],
])('what was left out %s is not counted as looked at', (_name, outcomes, more, selection) => {
  expect(assembleReport(outcomes, { ...context, ...more }).selection).toEqual(selection);
});

test('a row that lacks a fact names the check that could say why, where that was not selected', () => {
  const dead = { ...unverified, missingFact: 'engine-in-use' };
  const explains = [{ id: 'engine-in-use' } as Fact<unknown>];
  const socket: AnyCheck = { ...well, id: 'access/socket', explains };
  const more = { leftOut: [well, socket], engineFlags: ['--context', 'far'] };
  const reasonOf = (outcomes: readonly Outcome[]) =>
    assembleReport(outcomes, { ...context, ...more }).checks[0]?.reason?.text;
  expect(reasonOf([dead])).toBe('GET /info: no answer. Why: dockmedic check access/socket --context far');
  expect(reasonOf([unverified])).toBe('GET /info: no answer');
});

test('the whole value, absent fields left out', () => {
  expect(assembleReport([ok, error], context)).toEqual({
    schemaVersion: 1,
    tool: context.tool,
    target: context.target,
    startedAt: '1970-01-01T00:00:00.000Z',
    durationMs: 1,
    exitCode: 1,
    verdict: 'findings',
    summary: { ok: 1, warning: 0, error: 1, skipped: 0, unverified: 0 },
    rootCauses: [{ check: 'a/sick', code: 'bad', subject: 'subject of bad' }],
    nextAction: { text: 'remedy of bad' },
    checks: [
      {
        id: 'a/well',
        title: 'Title of a/well',
        category: 'a',
        status: 'ok',
        required: true,
        durationMs: 1,
        evidence: [{ source: 'asked', observed: 'answered' }],
        findings: [],
      },
      {
        id: 'a/sick',
        title: 'Title of a/sick',
        category: 'a',
        status: 'error',
        required: true,
        durationMs: 1,
        evidence: [{ source: 'asked', observed: 'answered' }],
        findings: [
          {
            code: 'bad',
            severity: 'error',
            subject: 'subject of bad',
            message: 'message of bad',
            cause: 'cause of bad',
            consequence: 'consequence of bad',
            remedy: 'remedy of bad',
            params: {},
            fixes: [],
          },
        ],
      },
    ],
    fixes: [],
  });
});

test('a blocked row names the root, an echo its cause', () => {
  const disk = checkWith('b/disk', { full: { leadsTo: ['bad'] } });
  const root = outcome(disk, { findings: [finding('full')] });
  const explaining = { ...checkWith('a/sick', { bad: {} }, ['engine-info']) };
  const echo = outcome(explaining, { findings: [finding('bad')] });
  const blocked = { ...unverified, missingFact: 'engine-info' };
  const report = assembleReport([echo, blocked, root], context);
  expect(report.rootCauses.map(({ code }) => code)).toEqual(['full']);
  expect(report.checks[0]?.findings[0]?.causedBy).toBe('full');
  expect(report.checks[1]?.blockedBy).toEqual({ check: 'b/disk', code: 'full' });
});

describe('hostile text', () => {
  const nasty = 'x\u001b[2J\nHealthy: forged\u202e';
  const hostile = outcome(
    { ...checkWith('a/sick', { bad: {} }) },
    {
      findings: [
        finding('bad', { subject: nasty, params: { name: nasty, long: 'y'.repeat(9000), gone: undefined } }),
      ],
      evidence: [{ source: nasty, observed: `${nasty}${'z'.repeat(9000)}` }],
    },
  );
  it.each([
    ['in the report', assembleReport([hostile], context).checks[0]],
    ['in the row that streams', provisionalRow(hostile)],
  ])('is one safe line %s', (_name, row) => {
    const safe = 'x\\x1b[2J ⏎ Healthy: forged\\u202e';
    expect(row?.findings[0]).toMatchObject({ subject: safe, params: { name: safe.replace(' ⏎ ', '\n') } });
    expect(row?.findings[0]?.params).not.toHaveProperty('gone');
    expect(String(row?.findings[0]?.params['long'])).toHaveLength(2000);
    expect(row?.evidence[0]?.source).toBe(safe);
    expect(row?.evidence[0]?.observed.length).toBeLessThan(450);
  });
});

test('what was decoded on the way is cleaned of secrets once more, cut or not', () => {
  const secret = `http://ada:${'PW'.repeat(2000)}@proxy`;
  const leaky = outcome(sick, {
    findings: [finding('bad', { subject: secret, params: { secret, list: [`x?token=PW`] } })],
    evidence: [{ source: secret, observed: 'tcp://PW@h --password PW' }],
    reason: { kind: 'denied', text: secret },
  });
  expect(JSON.stringify(assembleReport([leaky], context))).not.toContain('PW');
  expect(JSON.stringify(provisionalRow(leaky))).not.toContain('PW');
});
