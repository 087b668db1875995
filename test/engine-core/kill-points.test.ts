import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import type { Proposal } from '#core/fix';
import type { Host } from '#core/host';
import { isUndoable, type Journal } from '#core/journal';
import type { UndoRecord } from '#core/report';
import { runFix } from '#engine/run-fix';
import { runUndo } from '#engine/run-undo';
import { parseJournal } from '#parse/journal';
import { type FakeGate, fakeGate, RUN } from './fake-gate.ts';
import { broken, samples } from './fix-samples.ts';
import { type Model, modelHost } from './model-host.ts';

// The program is killed at any moment of a repair, or of its undoing: then what undo takes back is as it was before,
// and what it cannot take back it says.

test('every fix is here', () => {
  const fixes = readdirSync(new URL('../../fixes', import.meta.url))
    .filter((name) => name.endsWith('.ts') && !name.startsWith('_') && name !== 'index.ts')
    .map((name) => name.slice(0, -'.ts'.length));

  expect(samples.map(({ id }) => id).sort()).toEqual(fixes.sort());
});

/** Without what is dockmedic's own. */
const stateOf = (model: Model): unknown => ({
  ...model,
  files: Object.fromEntries(
    Object.entries(model.files).filter(
      ([path]) => !path.includes('/dockmedic/') && !path.endsWith('.dockmedic'),
    ),
  ),
  // systemd's record of a failure is not brought back.
  units: Object.fromEntries(
    Object.entries(model.units).map(([unit, { active, enabled }]) => [
      unit,
      { active: active === 'active' ? 'up' : 'down', enabled },
    ]),
  ),
});

/** A point at which the process ends: nothing after it happens, and nobody is told. */
const killer = (at: number) => {
  let points = 0;
  let kill: () => void = () => undefined;
  const killed = new Promise<'killed'>((resolve) => {
    kill = () => resolve('killed');
  });
  const point = async (): Promise<void> => {
    points += 1;
    if (points <= at) return;
    kill();
    await new Promise<never>(() => undefined);
  };
  return { killed, point };
};

/** Every command and every page of the journal has a moment before it and one after it. */
const mortal = (host: Host, gate: FakeGate, point: () => Promise<void>) => ({
  host: {
    ...host,
    run: async (...asked: Parameters<Host['run']>) => {
      await point();
      const answer = await host.run(...asked);
      await point();
      return answer;
    },
  },
  gate: {
    ...gate,
    open: async (run?: string) => {
      const opened = await gate.open(run);
      if (opened.kind === 'shut') return opened;
      const save = async (journal: Journal): Promise<void> => {
        await point();
        await opened.save(journal);
        await point();
      };
      return { ...opened, save };
    },
  },
});

const sleep = async (): Promise<void> => undefined;
const signal = new AbortController().signal;

const fix = (proposal: Proposal, model: Model, gate: FakeGate, killAt: number) => {
  const { killed, point } = killer(killAt);
  const world = mortal(modelHost(model), gate, point);
  const run = runFix(
    { id: proposal.fix, proposal, resolves: [], beside: [] },
    {
      ...world,
      confirm: async () => true,
      lookAgain: async () => [],
      prove: async () => unavailable('unreachable', 'runuser', 'nobody'),
      maxRisk: 'destructive',
      observer: {},
      clock: { nowMs: () => 0, sleep },
      signal,
    },
  );
  return Promise.race([killed, run]);
};

const undo = (
  journal: Journal,
  model: Model,
  gate: FakeGate,
  killAt: number,
): Promise<UndoRecord | 'killed'> => {
  const { killed, point } = killer(killAt);
  const world = mortal(modelHost(model), gate, point);
  const load = async (): Promise<Journal> => journalIn(gate);
  const run = runUndo(journal, { ...world, confirm: async () => true, load, observer: {}, sleep, signal });
  return Promise.race([killed, run]);
};

/** Read as it is read from a file. */
const journalIn = (gate: FakeGate): Journal => {
  const read = parseJournal(JSON.stringify(gate.latest()), RUN);
  if ('kind' in read) throw new Error(read.detail);
  return read;
};

const NEVER = Number.POSITIVE_INFINITY;
const irreversible = (proposal: Proposal): boolean => !proposal.undoable;

describe.each(samples)('$id', ({ proposal }) => {
  test('applied in full, it is undone in full', async () => {
    const model = broken();
    const gate = fakeGate();
    const record = await fix(proposal, model, gate, NEVER);
    expect(record).toMatchObject({ state: 'unverified', run: RUN });
    const journal = journalIn(gate);
    if (irreversible(proposal) && !isUndoable(journal)) return;

    expect(record).toMatchObject({ undo: `dockmedic undo ${RUN}` });
    expect(await undo(journal, model, gate, NEVER)).toMatchObject({ state: 'undone' });
    expect(stateOf(model)).toEqual(stateOf(broken()));
    expect(Object.keys(model.files).filter((path) => path.includes('dockmedic/backups/R/'))).toEqual([]);
  });

  test('killed at any moment, it is taken back or honestly not', async () => {
    const moments = fc.tuple(fc.nat({ max: 60 }), fc.option(fc.nat({ max: 40 }), { nil: NEVER }));
    await fc.assert(
      fc.asyncProperty(moments, async ([whileFixing, whileUndoing]) => {
        const model = broken();
        const gate = fakeGate();
        await fix(proposal, model, gate, whileFixing);
        if (gate.latest() === undefined) {
          expect(stateOf(model)).toEqual(stateOf(broken()));
          return;
        }
        if (!isUndoable(journalIn(gate))) {
          if (proposal.undoable) expect(stateOf(model)).toEqual(stateOf(broken()));
          return;
        }
        await undo(journalIn(gate), model, gate, whileUndoing);
        const before = stateOf(model);
        const end = await undo(journalIn(gate), model, gate, NEVER);
        if (end === 'killed') throw new Error('it was not to be killed');
        if (end.state === 'undone') expect(stateOf(model)).toEqual(stateOf(broken()));
        else {
          expect(end).toMatchObject({ state: 'refused', text: expect.stringContaining('cannot be known') });
          expect(stateOf(model)).toEqual(before);
        }
      }),
      // Both times right behind the act, before the journal told of it.
      { numRuns: 100, examples: [[[5, 7]]] },
    );
  });
});
