import { describe, expect, it, test } from 'vitest';
import type { FixPlan } from '#core/fix';
import { defineFix, propose } from '#core/fix';
import { assembleReport } from '#engine/assemble-report';
import type { Outcome } from '#engine/run-checks';
import { checkWith, finding, outcome } from '#test/support/outcomes';
import { withLogPlace } from '../../src/cli/log-hint.ts';
import { hasToBeNamed, unofferedName, unofferedNext } from '../../src/cli/unoffered.ts';

const report = (outcomes: readonly Outcome[], kind: 'local' | 'replay' = 'local') =>
  assembleReport(outcomes, {
    tool: { name: 'dockmedic', version: '0.0.0' },
    target: { kind, label: kind },
    startedAtMs: 0,
    durationMs: 1,
    failOn: 'error',
  });
const sick = report([outcome(checkWith('a/sick', { bad: {} }), { findings: [finding('bad')] })]);
const well = report([outcome(checkWith('a/well', {}))]);

describe('a name that nothing offers has one of three answers', () => {
  it.each([
    ['bad', sick, 'dockmedic has no repair for bad. Do this by hand: remedy of bad'],
    ['sock-hung', sick, 'There is no finding sock-hung on this host, so there is nothing to repair.'],
    [
      'start-docker',
      sick,
      'The fix start-docker is not offered: no finding on this host needs it, or what it finds there could be meant in more than one way. dockmedic check tells what was found and what to do.',
    ],
  ])('%s', (name, seen, text) => {
    expect(unofferedName(name, seen)).toEqual({
      text,
      record: { fix: name, state: 'refused', text, steps: [] },
    });
  });

  it('on a healthy host nothing was left undone', () => {
    expect(unofferedName('start-docker', well)).not.toHaveProperty('record');
    expect(unofferedName('sock-hung', well)).not.toHaveProperty('record');
  });

  it('a recording is not this host', () => {
    const recorded = report([outcome(checkWith('a/well', {}))], 'replay');
    expect(unofferedName('sock-hung', recorded).text).toContain('on the recorded host');
  });
});

test('without a name, the first root cause without a repair is told with what to do', () => {
  expect(unofferedNext(sick)?.record).toMatchObject({
    state: 'refused',
    text: 'dockmedic has no repair for bad. Do this by hand: remedy of bad',
  });
  expect(unofferedNext(well)).toBeUndefined();
});

const offerOf = (plan: Partial<FixPlan>) => {
  const fix = defineFix<undefined>({
    id: 'unmask-docker',
    title: 'T',
    risk: 'safe',
    about: 'A.',
    plan: () => ({ steps: [], ...plan }),
  });
  return { id: fix.id, resolves: [], beside: [], proposal: propose(fix, undefined).proposal };
};

test('--yes without a name answers no question of a fix', () => {
  const asking = offerOf({ asks: 'Is it meant to run?' });
  expect(hasToBeNamed({ yes: true, operands: [] }, asking)).toMatchObject({
    state: 'refused',
    text: 'Is it meant to run? If so, name it: dockmedic fix unmask-docker --yes',
  });
  expect(hasToBeNamed({ yes: true, operands: ['unmask-docker'] }, asking)).toBeUndefined();
  expect(hasToBeNamed({ yes: false, operands: [] }, asking)).toBeUndefined();
  expect(hasToBeNamed({ yes: true, operands: [] }, offerOf({}))).toBeUndefined();
});

test.each([
  ['systemd', 'sudo journalctl -u docker.service -n 50'],
  ['systemd-user', 'journalctl --user -u docker.service -n 50'],
  ['sysv', '/var/log/docker.log'],
] as const)('a service of %s that failed has a log', (manager, place) => {
  const offer = offerOf({
    steps: [{ kind: 'service', unit: 'docker.service', action: 'start', manager, why: 'w' }],
  });
  const steps = [{ shows: 's', outcome: 'exit code 1', ok: false }];
  const failed = { fix: 'x', state: 'failed', text: 'Failed: s.', steps } as const;
  expect(withLogPlace(failed, offer).text).toBe(`Failed: s. Why stands in its log: ${place}`);
  const verified = { ...failed, state: 'verified' } as const;
  expect(withLogPlace(verified, offer)).toBe(verified);
});
