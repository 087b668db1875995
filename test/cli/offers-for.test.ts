import { expect, test } from 'vitest';
import { defineFix, propose, type Risk } from '#core/fix';
import { assembleReport } from '#engine/assemble-report';
import { describeOffer, gatherOffers } from '#engine/proposals';
import { checkWith, finding, outcome } from '#test/support/outcomes';
import { offersFor } from '../../src/cli/offers-for.ts';
import { unofferedName } from '../../src/cli/unoffered.ts';

const plan = (id: string, risk: Risk, byName?: string) =>
  propose(
    defineFix<Record<string, never>>({
      id,
      title: id,
      risk,
      about: id,
      plan: () => ({
        steps: [{ kind: 'exec', argv: ['true'], privilege: 'user', why: 'so' }],
        ...(byName === undefined ? {} : { byName, word: byName }),
      }),
    }),
    {},
  );
const full = (...fixes: readonly ReturnType<typeof plan>[]) => [
  outcome(checkWith('a/disk', { full: {} }), { findings: [{ ...finding('full'), fixes }] }),
];
const volumes = [plan('remove-volume', 'destructive', 'pg'), plan('remove-volume', 'destructive', 'old')];
const seen = full(plan('remove-cache', 'destructive'), plan('remove-images', 'destructive'), ...volumes);
const { offered } = gatherOffers(seen);
const idsFor = (name: string) => offersFor(name, offered).map(({ id }) => id);

test('what goes by a name has it in its id, and the word to type beside it', () => {
  expect(offered.map(({ id }) => id)).toEqual([
    ...['remove-cache', 'remove-images', 'remove-volume#pg', 'remove-volume#old'],
  ]);
  expect(offered.map(describeOffer).map(({ word }) => word)).toEqual([undefined, undefined, 'pg', 'old']);
});

test('a finding calls for the deletion that does least harm, and for no other', () => {
  expect(idsFor('full')).toEqual(['remove-cache']);
  expect(offersFor('full', gatherOffers(full(plan('restart', 'safe'), ...volumes)).offered)).toMatchObject([
    { id: 'restart' },
  ]);
  expect(offersFor('full', gatherOffers(full(...volumes)).offered)).toEqual([]);
});

test('a volume is asked for by its name alone', () => {
  expect(idsFor('remove-volume#old')).toEqual(['remove-volume#old']);
  expect(idsFor('remove-volume')).toEqual([]);
});

const report = (outcomes: typeof seen) =>
  assembleReport(outcomes, {
    tool: { name: 'dockmedic', version: '0.0.0' },
    target: { kind: 'local', label: 'local' },
    startedAtMs: 0,
    durationMs: 1,
    failOn: 'error',
  });

test('without a name, those that could be meant are told', () => {
  expect(unofferedName('remove-volume', report(seen)).text).toBe(
    'Name the one that is meant: remove-volume#pg, remove-volume#old',
  );
});

test('it is never the next action', () => {
  expect(report(seen).nextAction).toMatchObject({ fix: 'remove-cache' });
  expect(report(full(...volumes)).nextAction).toEqual({ text: 'remedy of full' });
});
