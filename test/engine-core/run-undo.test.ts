import { expect, test, vi } from 'vitest';
import type { Host } from '#core/host';
import type { Journal, JournalEntry } from '#core/journal';
import { type RunUndoOptions, runUndo, undoPlan } from '#engine/run-undo';
import { type FakeGate, fakeGate, NOW, RUN } from './fake-gate.ts';
import { file, type Model, modelHost } from './model-host.ts';

const well = (): Model => ({
  files: { '/run/docker.sock': file('', { type: 'socket', mode: 0o660, group: 'docker' }) },
  groups: { docker: ['ada'] },
  units: { 'docker.service': { active: 'active', enabled: 'enabled' } },
  processes: {},
  context: { name: 'default' },
});

const socket = (more: Partial<JournalEntry> = {}): JournalEntry => ({
  step: 0,
  shows: 'chgrp docker /run/docker.sock',
  wayBack: {
    kind: 'acts',
    acts: [{ argv: ['chgrp', 'adm', '/run/docker.sock'], privilege: 'root' }],
    evenAfterFailure: false,
  },
  watch: { kind: 'query', argv: ['stat', '-c', '%G', '/run/docker.sock'], wanted: 'docker' },
  before: 'adm',
  after: 'docker',
  left: 'docker',
  state: 'done',
  ...more,
});

const start = (more: Partial<JournalEntry> = {}): JournalEntry => ({
  step: 1,
  shows: 'systemctl start docker.service',
  wayBack: {
    kind: 'acts',
    acts: [{ argv: ['systemctl', 'stop', 'docker.service'], privilege: 'root' }],
    evenAfterFailure: true,
  },
  watch: { kind: 'units', question: 'is-active', units: ['docker.service'], user: false },
  before: 'down',
  after: 'up',
  left: 'up',
  state: 'done',
  ...more,
});

const restart: JournalEntry = {
  step: 2,
  shows: 'systemctl restart docker.service',
  wayBack: { kind: 'none', why: 'it cannot be taken back' },
  state: 'done',
};

const journalOf = (
  entries: readonly JournalEntry[],
  phase: Journal['phase'] = { state: 'verified', text: 'Applied.', endedAt: NOW },
): Journal => ({
  journalVersion: 1,
  run: RUN,
  tool: '0.1.0',
  startedAt: NOW,
  fix: 'mend-thing',
  title: 'Mend the thing',
  phase,
  entries,
});

const world = (journal: Journal, model: Model, more: Partial<RunUndoOptions> = {}) => {
  const ran: string[] = [];
  const gate: FakeGate = fakeGate();
  const inModel = modelHost(model);
  const host: Host = {
    ...inModel,
    run: async (argv, options) => {
      ran.push(argv.join(' '));
      return inModel.run(argv, options);
    },
  };
  const options: RunUndoOptions = {
    confirm: async () => true,
    host,
    gate,
    load: async () => journal,
    observer: {},
    sleep: async () => undefined,
    signal: new AbortController().signal,
    ...more,
  };
  return { options, ran, gate, undo: () => runUndo(journal, options) };
};

test('steps are taken back last first, each with its entry before and after', async () => {
  const model = well();
  const { undo, ran, gate } = world(journalOf([socket(), start()]), model);

  expect(await undo()).toEqual({
    run: RUN,
    fix: 'mend-thing',
    title: 'Mend the thing',
    state: 'undone',
    text: 'What the repair had changed was taken back.',
    steps: [
      {
        takesBack: 'systemctl start docker.service',
        shows: ['systemctl stop docker.service'],
        privilege: 'root',
        outcome: 'taken back',
        ok: true,
      },
      {
        takesBack: 'chgrp docker /run/docker.sock',
        shows: ['chgrp adm /run/docker.sock'],
        privilege: 'root',
        outcome: 'taken back',
        ok: true,
      },
    ],
  });
  expect(ran).toEqual(['systemctl stop docker.service', 'chgrp adm /run/docker.sock']);
  expect(model.files['/run/docker.sock']?.group).toBe('adm');
  expect(gate.saved[0]?.phase.state).toBe('undoing');
  const pages = gate.saved.map(({ entries }) => entries.map(({ state }) => state).join());
  expect(pages).toContain('done,taking-back');
  expect(pages).toContain('taking-back,taken-back');
  expect(gate.latest()).toMatchObject({ phase: { state: 'undone' } });
  expect(gate.isOpen()).toBe(false);
});

test('a plan alone changes nothing', async () => {
  const { options, ran } = world(journalOf([socket()]), well());

  expect(await undoPlan(journalOf([socket()]), options.host)).toMatchObject({
    state: 'planned',
    steps: [{ shows: ['chgrp adm /run/docker.sock'], outcome: 'not run' }],
  });
  expect(ran).toEqual([]);
});

test('declined: nothing is run, nothing is written', async () => {
  const { undo, ran, gate } = world(journalOf([socket()]), well(), { confirm: async () => false });

  expect(await undo()).toMatchObject({ state: 'declined' });
  expect([ran, gate.saved]).toEqual([[], []]);
});

test('what somebody changed since is left alone, and the whole of the repair with it', async () => {
  const model = well();
  model.files['/run/docker.sock'] = file('', { type: 'socket', group: 'wheel' });
  const { undo, ran, gate } = world(journalOf([socket(), start()]), model);

  expect(await undo()).toMatchObject({
    state: 'refused',
    text: 'Nothing was changed: stat -c %G /run/docker.sock was changed since: the repair left "docker", now it is "wheel".',
  });
  expect([ran, gate.saved]).toEqual([[], []]);
});

test('a unit that was masked anew is told, and not disabled', async () => {
  const model = well();
  model.units['docker.service'] = { active: 'inactive', enabled: 'masked' };
  const enable: JournalEntry = {
    ...start({ step: 0, shows: 'systemctl enable docker.service' }),
    wayBack: {
      kind: 'acts',
      acts: [{ argv: ['systemctl', 'disable', 'docker.service'], privilege: 'root' }],
      evenAfterFailure: true,
    },
    watch: { kind: 'units', question: 'is-enabled', units: ['docker.service'], user: false },
    before: 'disabled',
    after: 'enabled',
    left: 'enabled',
  };
  const { undo, ran } = world(journalOf([enable]), model);

  expect(await undo()).toMatchObject({
    state: 'refused',
    text: expect.stringContaining(
      'docker.service was changed since: the repair left "enabled", now it is "masked"',
    ),
  });
  expect(ran).toEqual([]);
});

test('what is as before already is passed over, without a question', async () => {
  const model = well();
  model.units['docker.service'] = { active: 'failed', enabled: 'enabled' };
  const confirm = vi.fn(async () => true);
  const { undo, ran, gate } = world(journalOf([start()]), model, { confirm });

  expect(await undo()).toMatchObject({
    state: 'undone',
    steps: [{ shows: [], outcome: 'it is as it was before the repair already', ok: true }],
  });
  expect(ran).toEqual([]);
  expect(confirm).not.toHaveBeenCalled();
  expect(gate.latest()).toMatchObject({ phase: { state: 'undone' } });
});

test('what cannot be looked at is not called unchanged', async () => {
  const model = well();
  const { undo, options, ran } = world(journalOf([socket()]), model);
  Object.assign(options.host, { query: async () => ({ kind: 'unavailable', reason: 'denied' }) });

  expect(await undo()).toMatchObject({
    state: 'refused',
    text: expect.stringContaining('cannot be looked at'),
  });
  expect(ran).toEqual([]);
});

test.each([
  ['it did not happen', 'adm', 'undone', []],
  ['it did', 'docker', 'undone', ['chgrp adm /run/docker.sock']],
  ['nobody can know', 'wheel', 'refused', []],
] as const)('of a step that was begun and not closed: %s', async (_what, group, state, commands) => {
  const model = well();
  model.files['/run/docker.sock'] = file('', { type: 'socket', group });
  const { after: _after, left: _left, ...open } = socket({ state: 'open' });
  const { undo, ran } = world(journalOf([open], { state: 'applying' }), model);
  const record = await undo();

  expect(record.state).toBe(state);
  if (state === 'refused')
    expect(record.text).toContain('cannot be known: before it was "adm", now it is "wheel"');
  expect(ran).toEqual(commands);
});

test('a start that was cut off is stopped: that is right either way', async () => {
  const { after: _after, left: _left, ...open } = start({ state: 'open' });
  const { undo, ran } = world(journalOf([open], { state: 'applying' }), well());

  expect(await undo()).toMatchObject({ state: 'undone' });
  expect(ran).toEqual(['systemctl stop docker.service']);
});

test('half undone, it goes on where it ended', async () => {
  const journal = journalOf([socket(), start({ state: 'taken-back' })], { state: 'undoing', since: NOW });
  const model = well();
  model.units['docker.service'] = { active: 'inactive', enabled: 'enabled' };
  const { undo, ran } = world(journal, model);

  expect(await undo()).toMatchObject({
    state: 'undone',
    steps: [{ outcome: 'it is taken back already' }, { outcome: 'taken back' }],
  });
  expect(ran).toEqual(['chgrp adm /run/docker.sock']);
});

test('an inverse that fails ends it; what is left can be taken back later', async () => {
  const model = well();
  const { undo, gate, options } = world(journalOf([socket(), start()]), model);
  Object.assign(options.host, { run: async () => ({ exitCode: 1, stdout: '', stderr: 'busy\n' }) });

  expect(await undo()).toMatchObject({
    state: 'undo-failed',
    text: expect.stringContaining('taking it back failed: systemctl stop docker.service: exit code 1: busy'),
    steps: [{ ok: false }, { ok: false, outcome: 'not begun' }],
  });
  const latest = gate.latest();
  expect(latest).toMatchObject({
    phase: { state: 'undo-failed' },
    entries: [{ state: 'done' }, { state: 'remains' }],
  });
  const again = world(latest ?? journalOf([]), model);
  expect(await again.undo()).toMatchObject({ state: 'undone' });
});

test('an inverse that ran and did not bring it back is no undoing', async () => {
  const { undo, options } = world(journalOf([start()]), well());
  Object.assign(options.host, { run: async () => ({ exitCode: 0, stdout: '', stderr: '' }) });

  expect(await undo()).toMatchObject({
    state: 'undo-failed',
    text: expect.stringContaining('docker.service was "down" before the repair and is now "up"'),
  });
});

test('a step without a way back is named; alone, it is refused', async () => {
  const both = world(journalOf([start(), restart]), well());
  expect(await both.undo()).toMatchObject({
    state: 'undone',
    text: expect.stringContaining('This stays: systemctl restart docker.service (it cannot be taken back).'),
  });
  const alone = world(journalOf([restart]), well());
  expect(await alone.undo()).toMatchObject({
    state: 'refused',
    text: expect.stringContaining('no way back'),
  });
  expect(alone.ran).toEqual([]);
});

test('what a later step changed again is looked at once that is taken back', async () => {
  const group: JournalEntry = {
    step: 0,
    shows: 'groupadd -r docker',
    wayBack: {
      kind: 'acts',
      acts: [{ argv: ['groupdel', 'docker'], privilege: 'root' }],
      evenAfterFailure: false,
    },
    watch: { kind: 'query', argv: ['getent', 'group', 'docker'], wantedStart: 'docker:' },
    before: '(exit code 2)',
    after: 'docker:x:999:',
    left: 'docker:x:999:ada',
    state: 'done',
  };
  const member: JournalEntry = {
    step: 1,
    shows: 'usermod -aG docker ada',
    wayBack: {
      kind: 'acts',
      acts: [{ argv: ['gpasswd', '-d', 'ada', 'docker'], privilege: 'root' }],
      evenAfterFailure: false,
    },
    watch: { kind: 'member', user: 'ada', group: 'docker' },
    before: 'no member',
    after: 'a member',
    left: 'a member',
    state: 'done',
  };
  const alone = world(journalOf([group, member]), well());
  expect(await alone.undo()).toMatchObject({ state: 'undone' });

  const model = well();
  model.groups['docker'] = ['ada', 'bob'];
  const { undo, ran } = world(journalOf([group, member]), model);
  expect(await undo()).toMatchObject({
    state: 'undo-failed',
    text: expect.stringContaining('the repair left "docker:x:999:", now it is "docker:x:999:bob"'),
  });
  expect(ran).toEqual(['gpasswd -d ada docker']);
});

test('already undone: it says so', async () => {
  const { undo, ran } = world(journalOf([], { state: 'undone', text: '', endedAt: NOW }), well());

  expect(await undo()).toMatchObject({ state: 'undone', text: `It was taken back already, at ${NOW}.` });
  expect(ran).toEqual([]);
});

test.each([
  ['the lock is held', { gate: fakeGate({ shut: 'another repair runs.' }) }, 'another repair runs.'],
  ['its journal was changed meanwhile', { load: async () => journalOf([]) }, 'was changed while'],
  [
    'its journal cannot be written',
    {
      gate: fakeGate({
        onSave: () => {
          throw new Error('the disk is full.');
        },
      }),
    },
    'the disk is full.',
  ],
])('nothing is run when %s', async (_when, more, words) => {
  const { undo, ran } = world(journalOf([socket()]), well(), more);

  expect(await undo()).toMatchObject({ state: 'refused', text: expect.stringContaining(words) });
  expect(ran).toEqual([]);
});

test('interrupted, it begins no further step', async () => {
  const controller = new AbortController();
  const { undo, ran } = world(journalOf([socket(), start()]), well(), {
    signal: controller.signal,
    observer: { onStep: () => controller.abort() },
  });

  expect(await undo()).toMatchObject({
    state: 'undo-failed',
    text: expect.stringContaining('it was interrupted'),
  });
  expect(ran).toEqual(['systemctl stop docker.service']);
});
