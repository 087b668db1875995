import { describe, expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import type { AnyCheck, Verdict } from '#core/check';
import { createCollector } from '#engine/collect-facts';
import { runChecks } from '#engine/run-checks';
import { fakeHost } from '#test/support/fake-host';
import { checkWith, finding } from '#test/support/outcomes';

const silent = unavailable('unreachable', 'lstat /run/x.sock', 'ENOENT', { origin: 'engine-in-use' });
const evidence: Verdict['evidence'] = [{ source: 'daemon.json', observed: 'valid' }];

const run = async (verdict: Verdict) => {
  const check: AnyCheck = {
    ...checkWith('a/b', { broken: {}, remark: { severity: 'info' } }),
    evaluate: () => verdict,
  };
  const collector = createCollector({
    host: fakeHost({}),
    factTimeoutMs: 1000,
    passive: false,
    offline: false,
    signal: new AbortController().signal,
  });
  const [outcome] = await runChecks({ checks: [check], collector, nowMs: () => 0 });
  return outcome;
};

describe('a check that could not look at all of it', () => {
  test('is not verified, names the missing fact, and keeps what it saw', async () => {
    expect(await run({ evidence, findings: [], missing: silent })).toMatchObject({
      status: 'unverified',
      evidence,
      reason: { kind: 'unavailable', text: 'lstat /run/x.sock: ENOENT' },
      missingFact: 'engine-in-use',
    });
  });

  test('is not called ok for a remark', async () => {
    const outcome = await run({ evidence, findings: [finding('remark')], missing: silent });
    expect(outcome).toMatchObject({ status: 'unverified', findings: [{ code: 'remark' }] });
  });

  test('stands by the fault that it saw', async () => {
    const outcome = await run({ evidence, findings: [finding('broken')], missing: silent });
    expect(outcome).toMatchObject({ status: 'error' });
    expect(outcome).not.toHaveProperty('missingFact');
  });
});
