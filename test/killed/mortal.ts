// One repair, or its undoing, in a process that can be killed: `node mortal.cjs fix|undo|list PLACE RECIPE`. Real files, real commands,
// a real journal; it prints one word when it has ended.

import { unavailable } from '#core/answer';
import { type Ask, probingHost } from '#core/host';
import { runFix } from '#engine/run-fix';
import { runUndo } from '#engine/run-undo';
import type { OpenGate } from '#engine/write-gate';
import { readWholeText } from '#host/local/files';
import { journalFiles } from '#host/local/journal-files';
import { localAsk } from '#host/local/local-host';
import { takeLock } from '#host/local/repair-lock';
import { privilegedRun } from '#host/privileged';
import { redacted } from '#host/redacted';
import { parseJournal } from '#parse/journal';
import { recipes } from './recipes.ts';

const [, , mode = '', place = '', recipe = ''] = process.argv;
const RUN = '20261122T055019Z-3f2a';
const uid = process.getuid?.() ?? 0;
const signal = new AbortController().signal;
const environment = {
  PATH: `${place}/bin:${process.env['PATH'] ?? ''}`,
  UNITS: `${place}/units`,
  HOST: `${place}/host`,
};
const identity = {
  uid,
  gid: uid,
  groups: [],
  environment,
  engineFlags: {},
} as unknown as Parameters<typeof localAsk>[0]['identity']; // no fact asks for the rest here
const kill = (pid: number, name: NodeJS.Signals): void => {
  process.kill(pid, name);
};
const ask: Ask = redacted(localAsk({ identity, signal, kill }));
const host = {
  ...probingHost({ kind: 'local', label: 'local' }, ask),
  readWhole: readWholeText,
  run: privilegedRun({ uid, environment, signal, kill }),
};
const files = journalFiles(`${place}/state/repairs`, uid);
const open = async (): Promise<OpenGate> => {
  const lock = await takeLock({ pid: process.pid, since: NOW, run: RUN }, `\0dockmedic-killed-${place}`);
  if (lock.kind !== 'locked') throw new Error('somebody else repairs here');
  const backups = `${place}/state/backups/${RUN}`;
  return {
    kind: 'open',
    run: RUN,
    openedAt: NOW,
    tool: 'test',
    places: { user: backups, root: `${backups}-root` },
    save: files.save,
    now: () => NOW,
    close: lock.release,
  };
};
const NOW = '2026-11-22T05:50:19.000Z';
const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
const gate = { open, held: async () => undefined };

const fix = async (): Promise<string> => {
  const proposal = recipes(place).find((one) => one.fix === recipe);
  if (proposal === undefined) throw new Error(`no recipe ${recipe}`);
  const { state, text } = await runFix(
    { id: recipe, proposal, resolves: [], beside: [] },
    {
      confirm: async () => true,
      host,
      lookAgain: async () => [],
      prove: async () => unavailable('unreachable', 'runuser', 'nobody'),
      gate,
      maxRisk: 'safe',
      observer: {},
      clock: { nowMs: () => 0, sleep },
      signal,
    },
  );
  return `${state} ${text}`;
};

const undo = async (): Promise<string> => {
  const load = async () => {
    const text = await files.read(RUN);
    const journal = typeof text === 'string' ? parseJournal(text, RUN) : undefined;
    if (journal === undefined || !('entries' in journal)) return undefined;
    return journal;
  };
  const journal = await load();
  if (journal === undefined) return 'no-journal';
  const { state, text } = await runUndo(journal, {
    confirm: async () => true,
    host,
    gate,
    load: async () => (await load()) ?? journal,
    observer: {},
    sleep,
    signal,
  });
  return `${state} ${text}`;
};

process.stdout.write(await (mode === 'fix' ? fix() : undo()));
