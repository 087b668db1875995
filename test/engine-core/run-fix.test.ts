import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { type AnyCheck, defineCheck } from '#core/check';
import { type AnyFinding, code } from '#core/finding';
import type { Proof, Proposal, Step } from '#core/fix';
import type { CommandOutput, Host } from '#core/host';
import type { CheckRow } from '#core/report';
import type { OfferedFix } from '#engine/proposals';
import type { Outcome } from '#engine/run-checks';
import { planFix, type RunFixOptions, runFix } from '#engine/run-fix';
import { parseJournal } from '#parse/journal';
import { fakeGate, RUN } from './fake-gate.ts';
import { fakeHost } from './fake-host.ts';

const sentences = { cause: () => '', consequence: () => '', remedy: () => '' };
const codes = {
  broken: code<{ readonly what: string }>({
    severity: 'error',
    message: ({ what }) => `${what} is broken`,
    ...sentences,
  }),
  'other-error': code({ severity: 'error', message: () => 'something else is broken', ...sentences }),
  'other-warning': code({ severity: 'warning', message: () => 'something else is odd', ...sentences }),
};
const check: AnyCheck = defineCheck({
  id: 'area/thing',
  title: 'Thing works',
  about: 'It breaks.',
  symptoms: [],
  needs: {},
  codes,
  evaluate: () => ({ evidence: [{ source: 'look', observed: 'seen' }], findings: [] }),
});

const finding = (name: keyof typeof codes, subject = 'thing'): AnyFinding => ({
  code: name,
  subject,
  params: { what: subject },
});
const outcome = (status: Outcome['status'], ...findings: readonly AnyFinding[]): Outcome => ({
  check,
  status,
  durationMs: 1,
  evidence: [{ source: 'look', observed: status }],
  findings,
  ...(status === 'unverified' ? { reason: { kind: 'denied', text: 'no right to look' } } : {}),
});
const WELL = outcome('ok');
const STILL_BROKEN = outcome('error', finding('broken'));

const exec = (name: string, undo?: string): Step => ({
  kind: 'exec',
  argv: [name],
  privilege: 'root',
  why: 'because',
  ...(undo === undefined ? {} : { undo: [undo] }),
});

const offerOf = (
  steps: readonly Step[],
  more: Partial<Proposal> = {},
  beside: OfferedFix['beside'] = [],
): OfferedFix => ({
  id: 'mend-thing',
  proposal: {
    fix: 'mend-thing',
    title: 'Mend the thing',
    risk: 'safe',
    privilege: 'root',
    undoable: true,
    notes: [],
    steps,
    manual: steps.every(({ kind }) => kind === 'manual'),
    ...more,
  },
  resolves: [{ check: 'area/thing', code: 'broken', subject: 'thing' }],
  beside,
});

const failing = (text: string): CommandOutput => ({ exitCode: 1, stdout: '', stderr: `hint\n${text}\n` });
const DONE: CommandOutput = { exitCode: 0, stdout: '', stderr: '' };

/** A world with its own clock, in which everything that happens is written down. */
const world = (more: Partial<RunFixOptions> & { readonly looks?: readonly Outcome[] } = {}) => {
  const ran: string[] = [];
  const told: string[] = [];
  const { looks = [WELL], ...rest } = more;
  let nowMs = 0;
  let looked = 0;
  const gate = fakeGate();
  const host: Host = fakeHost({
    run: (argv) => {
      ran.push(argv.join(' '));
      return DONE;
    },
  });
  const options: RunFixOptions = {
    confirm: async () => true,
    host,
    lookAgain: async () => {
      looked += 1;
      return [looks[Math.min(looked, looks.length) - 1] ?? WELL];
    },
    prove: async () => unavailable('unreachable', 'runuser', 'nobody asked for a proof'),
    gate,
    maxRisk: 'destructive',
    observer: {
      onStep: (step, state) => told.push(`${step} ${state}`),
      onVerifying: () => told.push('verifying'),
    },
    clock: {
      nowMs: () => nowMs,
      sleep: async (milliseconds) => {
        nowMs += milliseconds;
      },
    },
    signal: new AbortController().signal,
    ...rest,
  };
  return { options, gate, ran, told, looked: () => looked, nowMs: () => nowMs };
};

/** A host on which the commands named fail, and the others are written down. */
const hostFailing = (failures: Readonly<Record<string, ReturnType<Host['run']>>>, ran: string[]): Host => ({
  ...fakeHost({}),
  run: async (argv) => {
    const line = argv.join(' ');
    const failure = failures[line];
    ran.push(line);
    return failure ?? DONE;
  },
});

describe('before anything happens', () => {
  test('a dry run plans, and has nothing to act with', () => {
    expect(planFix(offerOf([exec('mend', 'unmend')]))).toEqual({
      fix: 'mend-thing',
      state: 'planned',
      text: 'Planned only: nothing was changed.',
      steps: [{ shows: 'mend', outcome: 'not run', ok: true }],
    });
  });

  test('declined: nothing is run', async () => {
    const { options, ran } = world({ confirm: async () => false });

    expect(await runFix(offerOf([exec('mend')]), options)).toEqual({
      fix: 'mend-thing',
      state: 'declined',
      text: 'Declined: nothing was changed.',
      steps: [],
    });
    expect(ran).toEqual([]);
  });

  test('a risk that was not allowed is refused without a question', async () => {
    const confirm = async (): Promise<boolean> => {
      throw new Error('asked');
    };
    const { options, ran } = world({ confirm, maxRisk: 'safe' });

    expect(await runFix(offerOf([exec('mend')], { risk: 'disruptive' }), options)).toMatchObject({
      state: 'refused',
      text: 'It is disruptive; at most safe was allowed.',
    });
    expect(ran).toEqual([]);
  });

  test('what a person has to do is not done', async () => {
    const { options } = world();
    const offer = offerOf([{ kind: 'manual', instructions: 'Start the app.', why: 'x' }]);

    expect(await runFix(offer, options)).toMatchObject({
      state: 'refused',
      text: 'This has to be done by hand: Start the app.',
    });
  });

  test('root is denied at the first step: refused, nothing was changed', async () => {
    const ran: string[] = [];
    const host = hostFailing({ mend: Promise.resolve(unavailable('denied', 'mend', 'root is needed')) }, ran);
    const { options, looked } = world({ host });

    expect(await runFix(offerOf([exec('mend', 'unmend')]), options)).toEqual({
      fix: 'mend-thing',
      run: RUN,
      state: 'refused',
      text: 'Nothing was changed: root is needed',
      steps: [{ shows: 'mend', outcome: 'root is needed', ok: false }],
    });
    expect([ran, looked()]).toEqual([['mend'], 0]);
  });
});

describe('looking again', () => {
  test('verified, by the check that had found the fault', async () => {
    const { options, ran, told } = world();

    expect(await runFix(offerOf([exec('mend'), exec('polish')]), options)).toEqual({
      fix: 'mend-thing',
      run: RUN,
      state: 'verified',
      text: 'Applied; area/thing looked again and the finding is gone.',
      steps: [
        { shows: 'mend', outcome: 'done', ok: true },
        { shows: 'polish', outcome: 'done', ok: true },
      ],
      provedBy: { check: 'area/thing', status: 'ok', evidence: [{ source: 'look', observed: 'ok' }] },
    });
    expect(ran).toEqual(['mend', 'polish']);
    expect(told).toEqual(['0 running', '0 done', '1 running', '1 done', 'verifying']);
  });

  test.each([
    ['the finding is still there', STILL_BROKEN, 'Applied, but the finding is still there: thing is broken'],
    [
      'another error stands in its place',
      outcome('error', finding('other-error')),
      'Applied, and the finding is gone, but area/thing now finds another fault: something else is broken',
    ],
    [
      'it could not look',
      outcome('unverified'),
      'Applied, but area/thing could not look again: no right to look',
    ],
    ['it no longer applies', outcome('skipped'), 'Applied, but area/thing could not look again: skipped'],
    [
      'the same fault is there under another name',
      outcome('error', finding('broken', 'thing 2')),
      'Applied, but the finding is still there: thing 2 is broken',
    ],
  ])('not verified when %s', async (_when, look, text) => {
    const { options } = world({ looks: [look] });

    expect(await runFix(offerOf([exec('mend')]), options)).toMatchObject({
      state: 'unverified',
      text,
      provedBy: { check: 'area/thing', status: look.status },
    });
  });

  test.each([
    ['a new warning', outcome('warning', finding('other-warning')), []],
    [
      'a fault of the same kind elsewhere that was there before',
      outcome('error', finding('broken', 'elsewhere')),
      [{ check: 'area/thing', code: 'broken', subject: 'elsewhere' }],
    ],
  ])('verified in spite of %s', async (_what, look, beside) => {
    const { options } = world({ looks: [look] });

    expect(await runFix(offerOf([exec('mend')], {}, beside), options)).toMatchObject({ state: 'verified' });
  });

  test('a plan after which the check has nothing left to look at is proven by that', async () => {
    const reason = { kind: 'not-applicable', text: 'no mirror is named' } as const;
    const { options } = world({ looks: [{ ...outcome('skipped'), reason }] });

    expect(await runFix(offerOf([exec('mend')], { endsCheck: true }), options)).toMatchObject({
      state: 'verified',
      text: 'Applied; area/thing looked again: no mirror is named.',
    });
  });

  test('a check that was not run again proves nothing', async () => {
    const { options } = world({ lookAgain: async () => [] });

    expect(await runFix(offerOf([exec('mend')]), options)).toMatchObject({
      state: 'unverified',
      text: 'Applied, but area/thing did not look again.',
    });
  });

  test('a look that throws proves nothing, and hides not what was done', async () => {
    const lookAgain = async (): Promise<never> => {
      throw new Error('a bug');
    };
    const { options } = world({ lookAgain });

    expect(await runFix(offerOf([exec('mend')]), options)).toMatchObject({
      state: 'unverified',
      text: 'Applied, but looking again failed: a bug',
      steps: [{ shows: 'mend', outcome: 'done', ok: true }],
    });
  });

  const start: Step = {
    kind: 'service',
    unit: 'docker.service',
    action: 'restart',
    manager: 'systemd',
    why: 'x',
  };

  test('an engine is given time to come up', async () => {
    const { options, looked, nowMs } = world({ looks: [STILL_BROKEN, outcome('unverified'), WELL] });

    expect(await runFix(offerOf([start]), options)).toMatchObject({ state: 'verified' });
    expect([looked(), nowMs()]).toEqual([3, 1500]);
  });

  test('but not for ever', async () => {
    const { options, looked, nowMs } = world({ looks: [STILL_BROKEN] });

    expect(await runFix(offerOf([start]), options)).toMatchObject({ state: 'unverified' });
    expect([looked(), nowMs()]).toEqual([7, 19_500]);
  });
});

describe('proof by a new session', () => {
  const proof: Proof = {
    kind: 'fresh-session',
    user: 'ada',
    check: 'access/socket',
    why: 'this one is older',
  };
  const row = (status: CheckRow['status']): CheckRow => ({
    id: 'access/socket',
    title: '',
    category: 'access',
    status,
    required: true,
    durationMs: 1,
    evidence: [{ source: 'GET /_ping', observed: '200' }],
    findings: [],
  });
  const offer = offerOf([exec('usermod')], { proof });

  test('is brought when this session cannot show it', async () => {
    const { options } = world({
      looks: [STILL_BROKEN],
      prove: async (asked) => (asked === proof ? row('ok') : row('error')),
    });

    expect(await runFix(offer, options)).toMatchObject({
      state: 'verified',
      text: 'Applied; a new session of ada was asked, and access/socket is ok there. Sessions that run already, this one too, keep their old groups: log out and in again.',
      provedBy: {
        check: 'access/socket',
        status: 'ok',
        evidence: [{ source: 'GET /_ping', observed: '200' }],
      },
    });
  });

  test('is not needed when this session shows it', async () => {
    const { options } = world();

    expect(await runFix(offer, options)).toMatchObject({
      state: 'verified',
      provedBy: { check: 'area/thing' },
    });
  });

  test.each([
    [
      'is not right there either',
      async () => row('error'),
      'in a new session of ada it is not right yet: error',
    ],
    ['could not be looked at', async () => row('unverified'), 'not right yet: unverified'],
    [
      'could not be asked',
      async () => unavailable('denied', 'runuser', 'sudo wants a password'),
      'could not be asked',
    ],
    [
      'fell over',
      async () => {
        throw new Error('a bug');
      },
      'could not be asked: a new session of ada: a bug',
    ],
  ])('fails when the session %s', async (_when, prove, text) => {
    const { options } = world({ looks: [STILL_BROKEN], prove });

    expect(await runFix(offer, options)).toMatchObject({
      state: 'unverified',
      text: expect.stringContaining(text),
    });
  });
});

describe('a step that fails', () => {
  test('takes back those before it, and says so', async () => {
    const ran: string[] = [];
    const host = hostFailing({ three: Promise.resolve(failing('no such group')) }, ran);
    const { options, told } = world({ host });
    const offer = offerOf([exec('one', 'un-one'), exec('two', 'un-two'), exec('three', 'un-three')]);

    expect(await runFix(offer, options)).toEqual({
      fix: 'mend-thing',
      run: RUN,
      state: 'rolled-back',
      text: 'Failed: three: exit code 1: no such group. What had been done was taken back.',
      steps: [
        { shows: 'one', outcome: 'done, then taken back', ok: true },
        { shows: 'two', outcome: 'done, then taken back', ok: true },
        { shows: 'three', outcome: 'exit code 1: no such group', ok: false },
      ],
    });
    expect(ran).toEqual(['one', 'two', 'three', 'un-two', 'un-one']);
    expect(told.slice(-2)).toEqual(['1 taken-back', '0 taken-back']);
  });

  test('names what remains when an inverse fails, and takes back the rest', async () => {
    const ran: string[] = [];
    const host = hostFailing(
      { three: Promise.resolve(failing('no')), 'un-two': Promise.resolve(failing('busy')) },
      ran,
    );
    const { options } = world({ host });
    const offer = offerOf([exec('one', 'un-one'), exec('two', 'un-two'), exec('three')]);

    expect(await runFix(offer, options)).toMatchObject({
      state: 'failed',
      text: 'Failed: three: exit code 1: no. This remains: two (taking it back failed: un-two: exit code 1: busy).',
    });
    expect(ran).toEqual(['one', 'two', 'three', 'un-two', 'un-one']);
  });

  test('that was cut off halfway remains', async () => {
    const host = hostFailing(
      { one: Promise.resolve(unavailable('timed-out', 'one', 'no answer within 5 ms')) },
      [],
    );
    const { options } = world({ host });

    expect(await runFix(offerOf([exec('one', 'un-one')]), options)).toMatchObject({
      state: 'failed',
      text: 'Failed: one: one: no answer within 5 ms. This remains: one (it was ended halfway, so how far it came is not known).',
    });
  });

  test('a start that fails is stopped again', async () => {
    const ran: string[] = [];
    const host = hostFailing({ 'systemctl start docker.service': Promise.resolve(failing('failed')) }, ran);
    const { options } = world({ host });
    const step: Step = {
      kind: 'service',
      unit: 'docker.service',
      action: 'start',
      manager: 'systemd',
      why: 'x',
    };

    expect(await runFix(offerOf([step]), options)).toMatchObject({ state: 'rolled-back' });
    expect(ran).toEqual(['systemctl start docker.service', 'systemctl stop docker.service']);
  });

  test('an interruption lets no further step begin, and takes back what was done', async () => {
    const controller = new AbortController();
    const ran: string[] = [];
    const host: Host = {
      ...fakeHost({}),
      run: async (argv) => {
        ran.push(argv.join(' '));
        controller.abort();
        return DONE;
      },
    };
    const { options } = world({ host, signal: controller.signal });

    expect(await runFix(offerOf([exec('one', 'un-one'), exec('two')]), options)).toMatchObject({
      state: 'rolled-back',
      text: 'Failed: interrupted. What had been done was taken back.',
    });
    expect(ran).toEqual(['one', 'un-one']);
  });

  test('an interruption after the last step leaves it, and claims neither a proof nor a fault', async () => {
    const controller = new AbortController();
    const host: Host = {
      ...fakeHost({}),
      run: async () => {
        controller.abort();
        return DONE;
      },
    };
    const { options } = world({ host, signal: controller.signal, looks: [STILL_BROKEN] });
    const record = await runFix(offerOf([exec('one', 'un-one')]), options);

    expect(record).toMatchObject({
      state: 'unverified',
      text: 'Applied, but interrupted before a look could prove it.',
    });
    expect(record.provedBy).toBeUndefined();
  });
});

test('lines of a step reach the person without control characters', async () => {
  const lines: string[] = [];
  const host = fakeHost({
    run: (_argv, { onLine }) => {
      onLine?.('\u001b[2Jgone');
      return DONE;
    },
  });
  const { options } = world({ host, observer: { onLine: (line) => lines.push(line) } });
  await runFix(offerOf([exec('mend')]), options);

  expect(lines).toEqual(['\\x1b[2Jgone']);
});

type Fate = 'done' | 'failed' | 'denied' | 'cut-off' | 'throws';
const fates: readonly Fate[] = ['done', 'failed', 'denied', 'cut-off', 'throws'];
const plans = fc.array(
  fc.record({
    fate: fc.constantFrom<Fate>('done', 'done', ...fates),
    undo: fc.option(fc.constantFrom<Fate>('done', 'done', ...fates), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 6 },
);

const meet = async (fate: Fate): ReturnType<Host['run']> => {
  switch (fate) {
    case 'done':
      return DONE;
    case 'failed':
      return failing('no');
    case 'denied':
      return unavailable('denied', 'it', 'root is needed');
    case 'cut-off':
      return unavailable('timed-out', 'it', 'too late');
    case 'throws':
      throw new Error('a bug');
  }
};

test('whatever fails: inverses run once, in reverse order, and the record claims no more than was seen', async () => {
  await fc.assert(
    fc.asyncProperty(plans, fc.boolean(), async (plan, heals) => {
      const ran: string[] = [];
      const host: Host = {
        ...fakeHost({}),
        run: async (argv) => {
          const [word] = argv;
          ran.push(word);
          const entry = plan[Number(word.replace(/\D/g, ''))];
          return meet((word.startsWith('undo') ? entry?.undo : entry?.fate) ?? 'throws');
        },
      };
      const { options } = world({ host, looks: [heals ? WELL : STILL_BROKEN] });
      const steps = plan.map(({ undo }, at) => exec(`do${at}`, undo === undefined ? undefined : `undo${at}`));
      const record = await runFix(offerOf(steps), options);

      const broke = plan.findIndex(({ fate }) => fate !== 'done');
      const begun = broke === -1 ? plan.length : broke + 1;
      const done = plan.slice(0, broke === -1 ? plan.length : broke);
      const undoable = [...done.entries()].filter(([, { undo }]) => undo !== undefined).map(([at]) => at);
      const forwards = plan.slice(0, begun).map((_entry, at) => `do${at}`);
      const backwards = broke === -1 ? [] : undoable.reverse().map((at) => `undo${at}`);
      expect(ran).toEqual([...forwards, ...backwards]);

      const fate = plan[broke]?.fate;
      const unclear = fate === 'cut-off' || fate === 'throws';
      const allBack = done.every(({ undo }) => undo === 'done');
      if (broke === -1) expect(record.state).toBe(heals ? 'verified' : 'unverified');
      else if (fate === 'denied' && done.length === 0) expect(record.state).toBe('refused');
      else if (!unclear && allBack && done.length > 0) expect(record.state).toBe('rolled-back');
      else expect(record.state).toBe('failed');

      expect(record.provedBy === undefined).toBe(broke !== -1);
      for (const [at, { undo }] of done.entries()) {
        if (broke === -1) continue;
        expect(record.steps[at]?.ok).toBe(undo === 'done');
        if (undo !== 'done') expect(record.text).toContain(`do${at} (`);
      }
    }),
  );
});

describe('the gate', () => {
  test('shut: nothing is run, and the sentence says why', async () => {
    const { options, ran } = world({ gate: fakeGate({ shut: 'another repair runs on this host.' }) });

    expect(await runFix(offerOf([exec('mend')]), options)).toMatchObject({
      state: 'refused',
      text: 'Nothing was changed: another repair runs on this host.',
    });
    expect(ran).toEqual([]);
  });

  test.each([
    ['at first', 0, [], 'refused'],
    ['before the second step', 3, ['one', 'un-one'], 'rolled-back'],
    ['after the second step', 4, ['one', 'two', 'un-two', 'un-one'], 'rolled-back'],
  ])('no step is run that is not on record: the disk is full %s', async (_when, page, commands, state) => {
    const onSave = (_journal: unknown, at: number): void => {
      full ||= at >= page;
      if (full) throw new Error('the journal cannot be written: no space left on device.');
    };
    let full = false;
    const { options, ran } = world({ gate: fakeGate({ onSave }) });
    const record = await runFix(offerOf([exec('one', 'un-one'), exec('two', 'un-two')]), options);

    expect(record).toMatchObject({ state, text: expect.stringContaining('no space left on device') });
    expect(ran).toEqual(commands);
  });

  test('is open from the yes to the proof, and closed whatever happens', async () => {
    const gate = fakeGate();
    const { options } = world({
      gate,
      confirm: async () => !gate.isOpen(),
      lookAgain: async () => (gate.isOpen() ? [WELL] : []),
    });

    expect(await runFix(offerOf([exec('one', 'un-one')]), options)).toMatchObject({
      state: 'verified',
      undo: `dockmedic undo ${RUN}`,
    });
    expect(gate.isOpen()).toBe(false);
  });

  test('a dry run has none, and a declined one does not pass it', async () => {
    const gate = fakeGate();
    const { options } = world({ gate, confirm: async () => false });
    await runFix(offerOf([exec('one')]), options);

    expect(gate.saved).toEqual([]);
  });

  test('what it wrote is a journal that can be read', async () => {
    const gate = fakeGate();
    const { options } = world({ gate });
    await runFix(offerOf([exec('one', 'un-one'), exec('two')]), options);

    for (const page of gate.saved) expect(parseJournal(JSON.stringify(page), RUN)).toEqual(page);
    expect(gate.latest()).toMatchObject({
      phase: { state: 'verified' },
      entries: [
        { step: 0, shows: 'one', state: 'done', wayBack: { kind: 'acts' } },
        { step: 1, shows: 'two', state: 'done', wayBack: { kind: 'none' } },
      ],
    });
  });
});

test('without the right to keep a copy, the step itself is what is to be done by hand', async () => {
  const files = { '/run/docker.pid': '31' };
  const host = fakeHost({
    files,
    run: (argv) => unavailable('denied', 'sudo', `run it by hand as root: ${argv.join(' ')}`),
  });
  const { options } = world({ host });
  const step: Step = {
    kind: 'remove-file',
    path: '/run/docker.pid',
    expect: '31',
    privilege: 'root',
    why: 'x',
  };

  expect(await runFix(offerOf([step]), options)).toMatchObject({
    state: 'refused',
    text: 'Nothing was changed: run it by hand as root: rm /run/docker.pid',
  });
});
