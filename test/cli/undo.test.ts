import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest';
import type { JournalDocument, Report, UndoDocument } from '#core/report';
import { type ClientHome, clientHome } from './support/client.ts';
import { documentOf, type Ended, type Engine, engineAt, run } from './support/program.ts';

// Each starts the program several times, and the machine may be busy with other tests.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let directory: string;
let engine: Engine;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'dm-'));
  // Another engine that answers, where rootless Docker has its socket: the fault must not hang on this machine's own.
  engine = await engineAt(join(directory, 'docker.sock'));
  // Root's programs take nothing from a directory that somebody else could change.
  chmodSync(directory, 0o755);
});
afterAll(() => {
  engine.close();
  rmSync(directory, { recursive: true, force: true });
});

const FIX = ['fix', 'use-default-context', '--yes', '--passive', '--json', '--only', 'access/socket'];

/** Other tests of this machine may hold the one lock that there is. */
const patiently = async (args: readonly string[], { env }: ClientHome): Promise<Ended> => {
  for (let tries = 0; ; tries += 1) {
    const ended = await run(args, { env });
    if (tries === 30 || !ended.stdout.includes('another repair runs')) return ended;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
};

const repaired = async (client: ClientHome) => {
  const report = documentOf(await patiently(FIX, client)) as Report; // fix prints a report
  const [repair] = report.repairs ?? [];
  if (repair?.run === undefined) throw new Error(JSON.stringify(report.repairs));
  return { ...repair, run: repair.run };
};

const undo = async (client: ClientHome, ...args: readonly string[]): Promise<UndoDocument> =>
  documentOf(await patiently(['undo', '--json', ...args], client)) as UndoDocument; // undo prints one

const list = async (client: ClientHome): Promise<JournalDocument['journal']> =>
  (documentOf(await patiently(['undo', '--list', '--json'], client)) as JournalDocument).journal;

const pathOf = (client: ClientHome, name: string): string => join(client.journals, `${name}.json`);

describe('a repair that was applied', () => {
  test('is on record for its user alone, and is taken back from there', async () => {
    const client = clientHome(directory);
    const repair = await repaired(client);
    expect(client.context()).toBe('default');
    expect(repair.undo).toBe(`dockmedic undo ${repair.run}`);
    expect(statSync(pathOf(client, repair.run)).mode & 0o777).toBe(0o600);
    expect(statSync(client.journals).mode & 0o777).toBe(0o700);
    expect(await list(client)).toMatchObject([
      {
        run: repair.run,
        fix: 'use-default-context',
        undoable: true,
        title: 'Use the default Docker context',
      },
    ]);

    const planned = await undo(client, '--dry-run');
    expect(planned).toMatchObject({
      exitCode: 0,
      undo: { state: 'planned', steps: [{ shows: ['docker context use far'], privilege: 'user' }] },
    });
    expect(client.context()).toBe('default');

    expect(await undo(client, '--yes')).toMatchObject({
      exitCode: 0,
      undo: { run: repair.run, state: 'undone', steps: [{ outcome: 'taken back', ok: true }] },
    });
    expect(client.context()).toBe('far');
    expect(await list(client)).toMatchObject([{ state: 'undone', undoable: false }]);
    expect(await undo(client, '--yes', repair.run)).toMatchObject({
      exitCode: 0,
      undo: { state: 'undone', text: expect.stringContaining('already') },
    });
    expect(await undo(client, '--yes')).toMatchObject({ exitCode: 0, undo: { state: 'nothing-to-undo' } });
  });

  test('says how to undo it, in text too', async () => {
    const client = clientHome(directory);
    const args = FIX.filter((word) => word !== '--json');
    const { stdout } = await patiently(args, client);
    expect(stdout).toMatch(/ {2}undo: dockmedic undo \d{8}T\d{6}Z-[0-9a-f]{4}\n/);
    const { stdout: listed } = await patiently(['undo', '--list'], client);
    expect(listed).toMatch(/^RUN .*\n\d{8}T.* use-default-context .* can be undone {2}Use the default/);
    const undone = await patiently(['undo', '--yes'], client);
    expect(undone.stdout).toContain('undone\n  What the repair had changed was taken back.');
    expect(undone.stderr).toContain('docker context use far');
  });

  test('is left alone where nobody can be asked', async () => {
    const client = clientHome(directory);
    await repaired(client);
    expect(await undo(client)).toMatchObject({ exitCode: 4, undo: { state: 'declined' } });
    expect(client.context()).toBe('default');
  });

  test('is not taken back over what somebody changed since', async () => {
    const client = clientHome(directory);
    await repaired(client);
    client.use('third');
    expect(await undo(client, '--yes')).toMatchObject({
      exitCode: 4,
      undo: {
        state: 'refused',
        text: expect.stringContaining('was changed since: the repair left "default", now it is "third"'),
      },
    });
    expect(client.context()).toBe('third');
  });
});

test('an older repair is not taken for the latest, where that has no way back', async () => {
  const client = clientHome(directory);
  const { run: name } = await repaired(client);
  const latest = '20990101T000000Z-abcd';
  const journal = JSON.parse(readFileSync(pathOf(client, name), 'utf8'));
  const [entry] = journal.entries;
  const entries = [{ ...entry, wayBack: { kind: 'none', why: 'it is gone' } }];
  writeFileSync(pathOf(client, latest), JSON.stringify({ ...journal, run: latest, entries }), {
    mode: 0o600,
  });
  expect(documentOf(await patiently(['undo', '--yes', '--json'], client))).toMatchObject({
    exitCode: 2,
    error: { kind: 'usage', message: expect.stringMatching(/has no way back.*--list shows them, 20990101/) },
  });
  expect(client.context()).toBe('default');
  expect(await undo(client, '--yes', name)).toMatchObject({ undo: { state: 'undone' } });
  expect(client.context()).toBe('far');
});

describe('a repair whose program was killed', () => {
  test.each([
    ['before it changed anything', 'kill -9 $PPID; exit 1', 'had not happened'],
    [
      'right after it',
      `printf '{"currentContext":"default"}' >"$HOME/.docker/config.json"; kill -9 $PPID; exit 1`,
      'taken back',
    ],
  ])('%s is shown as interrupted, and undo puts it right', async (_when, during, outcome) => {
    const client = clientHome(directory, during);
    const killed = await run(FIX, { env: client.env });
    expect(killed.signal).toBe('SIGKILL');
    expect(await list(client)).toMatchObject([{ state: 'interrupted', undoable: true }]);

    // The client works again.
    const script = join(client.home, 'bin/docker');
    writeFileSync(script, readFileSync(script, 'utf8').replace(during, ''));
    const next = await patiently(['fix', 'use-default-context', '--passive', '--dry-run'], client);
    expect(next.stderr).toMatch(
      /An earlier repair was interrupted \(use-default-context\): dockmedic undo \d/,
    );
    expect(await undo(client, '--yes')).toMatchObject({
      undo: { state: 'undone', steps: [{ outcome: expect.stringContaining(outcome) }] },
    });
    expect(client.context()).toBe('far');
  });
});

describe('nothing is changed', () => {
  test('where the journal cannot be written', async () => {
    const client = clientHome(directory);
    writeFileSync(join(client.home, 'state'), 'a file where a directory belongs');
    const report = documentOf(await patiently(FIX, client)) as Report; // fix prints a report
    expect(report).toMatchObject({
      exitCode: 4,
      repairs: [
        {
          state: 'refused',
          text: expect.stringMatching(
            /Nothing was changed: the journal .* cannot be written to .*XDG_STATE_HOME/,
          ),
        },
      ],
    });
    expect(client.context()).toBe('far');
  });

  test('while another repair runs on this host', async () => {
    const one = clientHome(directory, 'sleep 8');
    const other = clientHome(directory);
    const first = patiently(FIX, one);
    while (!existsSync(one.journals)) await new Promise((resolve) => setTimeout(resolve, 50));
    const second = documentOf(await run(FIX, { env: other.env })) as Report; // fix prints a report
    expect(second).toMatchObject({
      exitCode: 4,
      repairs: [
        {
          state: 'refused',
          text: expect.stringMatching(/another repair runs on this host: process \d+, since 20\d\d-/),
        },
      ],
    });
    expect(other.context()).toBe('far');
    await first;
    expect(one.context()).toBe('default');
  });

  test('by a journal that somebody else could have written', async () => {
    const client = clientHome(directory);
    const { run: name } = await repaired(client);
    chmodSync(pathOf(client, name), 0o666);
    const ended = await patiently(['undo', '--yes', '--json'], client);
    expect(documentOf(ended)).toMatchObject({
      exitCode: 2,
      error: { kind: 'configuration', message: expect.stringContaining('may write to it') },
    });
    expect(client.context()).toBe('default');
  });

  it.each([
    ['no JSON', () => '{', 'not JSON'],
    [
      'another version',
      (text: string) => text.replace('"journalVersion": 1', '"journalVersion": 2'),
      'version 2',
    ],
    ['a command that is none', (text: string) => text.replace(/"argv": \[[^\]]*\]/, '"argv": []'), 'argv'],
    ['nested without end', () => '['.repeat(100_000), 'nested'],
    ['huge', (text: string) => text + ' '.repeat(2 ** 21), 'longer than'],
    ['of another run', (text: string) => text.replace(/"run": ".{10}/, '"run": "20200101T0'), 'another run'],
  ])('by a journal that is %s', async (_what, spoil, words) => {
    const client = clientHome(directory);
    const { run: name } = await repaired(client);
    const path = pathOf(client, name);
    writeFileSync(path, spoil(readFileSync(path, 'utf8')));
    for (const args of [[], [name]]) {
      const ended = await patiently(['undo', '--yes', '--json', ...args], client);
      expect(documentOf(ended)).toMatchObject({
        exitCode: 2,
        error: { kind: 'configuration', message: expect.stringContaining(words) },
      });
      expect(ended.stderr).toBe('');
    }
    expect(await list(client)).toMatchObject([
      { run: name, state: 'unreadable', text: expect.stringContaining(words) },
    ]);
    expect(client.context()).toBe('default');
  });
});

describe('usage', () => {
  it.each([
    [['undo', '20200101T000000Z-abcd'], 'No repair of this user is called'],
    [['undo', '../../etc/passwd'], 'No repair of this user is called'],
    [['undo', '--replay', 'x.json'], '--replay means nothing to undo'],
    [['undo', '--list', '--yes'], '--list only shows'],
    [['undo', 'a', 'b'], 'Too many arguments'],
  ])('%j', async (args, words) => {
    const ended = await run([...args, '--json'], { env: clientHome(directory).env });
    expect(documentOf(ended)).toMatchObject({
      exitCode: 2,
      error: { kind: 'usage', message: expect.stringContaining(words) },
    });
  });

  it('with nothing on record there is nothing to undo, and nothing is written', async () => {
    const client = clientHome(directory);
    mkdirSync(join(client.home, 'state'));
    expect(await undo(client, '--yes')).toMatchObject({ exitCode: 0, undo: { state: 'nothing-to-undo' } });
    expect(await list(client)).toEqual([]);
    const { stdout } = await run(['undo', '--list'], { env: client.env });
    expect(stdout).toBe('No repair is on record for this user.\n');
    expect(readdirSync(join(client.home, 'state'))).toEqual([]);
  });
});
