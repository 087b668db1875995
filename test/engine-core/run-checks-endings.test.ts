import { describe, expect, it } from 'vitest';
import { unavailable } from '#core/answer';
import type { AnyCheck } from '#core/check';
import { defineCheck } from '#core/check';
import { defineFact, optional } from '#core/fact';
import { code } from '#core/finding';
import { createCollector } from '#engine/collect-facts';
import { runChecks } from '#engine/run-checks';
import { fakeHost } from '#test/support/fake-host';

const there = defineFact({ id: 'there', summary: 'there', needs: {}, collect: async () => 7 });
const gone = (reason: Parameters<typeof unavailable>[0]) =>
  defineFact({
    id: `gone-${reason}`,
    summary: 'gone',
    needs: {},
    collect: async () => unavailable(reason, 'look', 'nothing to see'),
  });
const throwing = defineFact({
  id: 'throwing',
  summary: 'a look that breaks',
  needs: {},
  collect: () => {
    throw new Error('broken at once');
  },
});
const sentences = { message: () => '', cause: () => '', consequence: () => '', remedy: () => '' };
const codes = {
  bad: code<Record<string, never>>({ severity: 'error', ...sentences }),
  odd: code<Record<string, never>>({ severity: 'warning', ...sentences }),
  note: code<Record<string, never>>({ severity: 'info', ...sentences }),
};
const evidence = [{ source: 'look', observed: 'seen' }] as const;
const check = (more: object): AnyCheck =>
  defineCheck({
    id: 'a/check',
    title: 'Check',
    about: '',
    symptoms: [],
    needs: {},
    codes,
    evaluate: () => ({ evidence, findings: [] }),
    ...more,
  });
const reporting = (...names: (keyof typeof codes)[]) =>
  check({
    evaluate: () => ({
      evidence,
      findings: names.map((name) => ({ code: name, subject: 's', params: {} })),
    }),
  });

const run = async (...checks: AnyCheck[]) => {
  const collector = createCollector({
    host: fakeHost({}),
    factTimeoutMs: 1000,
    passive: false,
    offline: false,
    signal: new AbortController().signal,
  });
  return runChecks({ checks, collector, nowMs: () => 5 });
};
const one = async (more: AnyCheck) => (await run(more))[0];

describe('how a row ends', () => {
  it.each<[string, AnyCheck, object]>([
    ['nothing found', check({ needs: { there } }), { status: 'ok', evidence, durationMs: 0 }],
    ['a note', reporting('note'), { status: 'ok' }],
    ['a warning', reporting('odd', 'note'), { status: 'warning' }],
    ['an error', reporting('odd', 'bad'), { status: 'error' }],
    [
      'not for this host',
      check({ applies: () => 'no GPU' }),
      { status: 'skipped', reason: { kind: 'not-applicable', text: 'no GPU' } },
    ],
    [
      'a check that throws',
      check({
        evaluate: () => {
          throw new Error('oops');
        },
      }),
      { status: 'unverified', reason: { kind: 'crashed', text: 'oops' } },
    ],
    [
      'a code that nobody declared',
      check({ evaluate: () => ({ evidence, findings: [{ code: 'new', subject: '', params: {} }] }) }),
      {
        status: 'unverified',
        reason: { kind: 'crashed', text: 'a/check reports new, which it does not declare' },
      },
    ],
    [
      'a fact that throws at once',
      check({ needs: { throwing } }),
      {
        status: 'unverified',
        reason: { kind: 'crashed', text: 'a look that breaks: broken at once' },
        missingFact: 'throwing',
      },
    ],
    [
      'a fact that was left out',
      check({ needs: { x: gone('not-looked') } }),
      { status: 'skipped', reason: { kind: 'deselected', text: 'look: nothing to see' } },
    ],
    [
      'a fact that was denied',
      check({ needs: { x: gone('denied') } }),
      {
        status: 'unverified',
        reason: { kind: 'denied' },
        evidence: [{ source: 'look', observed: 'nothing to see' }],
      },
    ],
    [
      'a fact that came too late',
      check({ needs: { x: gone('timed-out') } }),
      { status: 'unverified', reason: { kind: 'deadline' } },
    ],
    ['a fact that may be missing', check({ needs: { x: optional(gone('denied')) } }), { status: 'ok' }],
    [
      'what did not suffice',
      check({
        evaluate: () => ({ evidence, findings: [], missing: unavailable('unreachable', 'look', 'no way') }),
      }),
      { status: 'unverified', evidence, reason: { kind: 'unavailable', text: 'look: no way' } },
    ],
  ])('%s', async (_name, given, expected) => {
    expect(await one(given)).toMatchObject(expected);
  });
});

it('one that breaks harms no other, and each is told as it ends', async () => {
  const broken = check({ needs: { throwing } });
  expect((await run(broken, check({}))).map(({ status }) => status)).toEqual(['unverified', 'ok']);
});
