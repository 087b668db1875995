import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { type Fix, type Proposal, propose } from '#core/fix';
import type { Host } from '#core/host';
import { isUndoable, type Journal } from '#core/journal';
import type { UndoRecord } from '#core/report';
import { runFix } from '#engine/run-fix';
import { runUndo } from '#engine/run-undo';
import { addSubordinateIds } from '#fixes/add-subordinate-ids';
import { addUserToDockerGroup } from '#fixes/add-user-to-docker-group';
import { chooseStorageDriver } from '#fixes/choose-storage-driver';
import { closeTcpAddress } from '#fixes/close-tcp-address';
import { correctDaemonJson } from '#fixes/correct-daemon-json';
import { enableDockerAtBoot } from '#fixes/enable-docker-at-boot';
import { enableLinger } from '#fixes/enable-linger';
import { enablePodmanSocket } from '#fixes/enable-podman-socket';
import { forgetMissingBridge } from '#fixes/forget-missing-bridge';
import { limitContainerLogs } from '#fixes/limit-container-logs';
import { limitOpenFiles } from '#fixes/limit-open-files';
import { migratePodman } from '#fixes/migrate-podman';
import { moveDefaultBridge } from '#fixes/move-default-bridge';
import { ownDockerConfig } from '#fixes/own-docker-config';
import { removeDeadMirrors } from '#fixes/remove-dead-mirrors';
import { removeSocketDirectory } from '#fixes/remove-socket-directory';
import { removeStalePidFile } from '#fixes/remove-stale-pid-file';
import { repairSocketOwner } from '#fixes/repair-socket-owner';
import { restartDocker } from '#fixes/restart-docker';
import { resumeDaemon } from '#fixes/resume-daemon';
import { setAddressPools } from '#fixes/set-address-pools';
import { setContainerDns } from '#fixes/set-container-dns';
import { setContainerMtu } from '#fixes/set-container-mtu';
import { setEngineProxy } from '#fixes/set-engine-proxy';
import { startDocker } from '#fixes/start-docker';
import { trustPrivateRegistry } from '#fixes/trust-private-registry';
import { unmaskDocker } from '#fixes/unmask-docker';
import { useDefaultContext } from '#fixes/use-default-context';
import { parseJournal } from '#parse/journal';
import { type FakeGate, fakeGate, RUN } from './fake-gate.ts';
import { file, type Model, modelHost } from './model-host.ts';

// The program is killed at any moment of a repair, or of its undoing: then what undo takes back is as it was before,
// and what it cannot take back it says.

const SOCKET = '/run/docker.sock';
const broken = (): Model => ({
  files: {
    '/run/docker.pid': file('31', { mode: 0o640, owner: 'ada' }),
    [SOCKET]: file('', { type: 'socket', mode: 0o600, owner: 'ada', group: 'adm' }),
    '/run/dir.sock': file('', { type: 'directory', mode: 0o751, group: 'adm' }),
    '/home/ada/.docker': file('', { type: 'directory', mode: 0o700 }),
    '/etc/docker/daemon.json': file('{ "debug": true, }\n', { mode: 0o640, group: 'adm' }),
    '/etc/docker/settings.json': file('{ "debug": true }\n', { mode: 0o600 }),
    '/etc/docker/bridge.json': file('{ "bridge": "br0" }\n'),
    '/etc/systemd/system/x.service': file(),
    '/etc/subuid': file('bob:100000:65536\n'),
    '/etc/subgid': file('bob:100000:65536\n'),
  },
  groups: { adm: ['ada'] },
  units: {
    'docker.service': { active: 'failed', enabled: 'masked' },
    'docker.socket': { active: 'inactive', enabled: 'masked' },
    'podman.service': { active: 'failed', enabled: 'disabled' },
    'podman.socket': { active: 'inactive', enabled: 'disabled' },
    'running.service': { active: 'active', enabled: 'enabled' },
  },
  processes: { 7: { comm: 'dockerd', state: 'T', ticks: 99 } },
  context: { name: 'far' },
});

const service = { manager: 'systemd', unit: 'podman.service', socketUnit: 'podman.socket' } as const;
const target = { ...service, resetFailed: true };

interface Sample {
  readonly id: string;
  readonly proposal: Proposal;
}
const sample = <A>(fix: Fix<A>, args: A): Sample => ({
  id: fix.id,
  proposal: propose(fix, args).proposal,
});

/** A file that the engine takes, to which a setting is added. */
const settable = {
  path: '/etc/docker/settings.json',
  text: '{ "debug": true }\n',
  reader: {},
  running: true,
  service: { manager: 'systemd', unit: 'running.service', resetFailed: false },
  dockerd: { path: '/usr/bin/dockerd', major: 28 },
  inUse: { kind: 'unix', path: '/var/run/docker.sock' },
} as const;

const samples: readonly Sample[] = [
  sample(chooseStorageDriver, {
    target: { ...settable, running: false, service: target },
    driver: 'overlay2',
  }),
  sample(closeTcpAddress, { target: settable, keep: ['fd://'] }),
  sample(forgetMissingBridge, {
    target: { ...settable, path: '/etc/docker/bridge.json', text: '{ "bridge": "br0" }\n' },
    bridge: 'br0',
  }),
  sample(limitContainerLogs, { target: settable, hasMaxFile: false }),
  sample(limitOpenFiles, { unit: 'running.service' }),
  sample(moveDefaultBridge, { target: settable, bip: '10.201.0.1/24' }),
  sample(removeDeadMirrors, { target: settable, dead: ['a'], keep: ['http://b'] }),
  sample(setAddressPools, {
    // There was no such file, nor the directory that it stands in.
    target: { ...settable, path: '/etc/new/daemon.json', text: undefined },
    pools: [{ base: '10.201.0.0/16', size: 24 }],
  }),
  sample(setContainerDns, { target: settable, servers: ['10.0.0.2'] }),
  sample(setContainerMtu, { target: settable, mtu: 1400, forNetworks: true }),
  sample(setEngineProxy, {
    target: settable,
    proxies: { https: 'http://p:3128', noProxy: 'localhost' },
    place: 'drop-in',
  }),
  sample(trustPrivateRegistry, { target: settable, name: '10.0.0.9:5000', others: [] }),
  sample(addSubordinateIds, { user: 'ada', start: 100_000, kinds: ['subuids', 'subgids'], engine: 'docker' }),
  sample(addUserToDockerGroup, { user: 'ada', groupExists: false }),
  sample(correctDaemonJson, {
    path: '/etc/docker/daemon.json',
    text: '{ "debug": true, }\n',
    reader: {},
    correction: { kind: 'json-syntax' },
    inUse: { kind: 'unix', path: '/var/run/docker.sock' },
    running: true,
    service: { manager: 'systemd', unit: 'running.service', resetFailed: false },
    dockerd: { path: '/usr/bin/dockerd', major: 28 },
  }),
  sample(enableDockerAtBoot, { manager: 'systemd', unit: 'podman.service' }),
  sample(enableLinger, { user: 'ada' }),
  sample(enablePodmanSocket, { manager: 'systemd' }),
  sample(migratePodman, {}),
  sample(ownDockerConfig, { user: 'ada', group: 'ada', directory: '/home/ada/.docker' }),
  sample(removeSocketDirectory, { ...target, path: '/run/dir.sock' }),
  sample(removeStalePidFile, { path: '/run/docker.pid', text: '31', start: target }),
  sample(repairSocketOwner, {
    path: SOCKET,
    groupExists: false,
    manager: 'systemd',
    was: { owner: 'ada', group: 'adm', mode: 0o600 },
  }),
  sample(restartDocker, target),
  sample(resumeDaemon, { pid: 7, comm: 'dockerd', startTicks: 99 }),
  sample(startDocker, target),
  sample(unmaskDocker, {
    manager: 'systemd',
    masked: ['docker.service', 'docker.socket'],
    unit: 'docker.service',
    socketUnit: 'docker.socket',
    enable: true,
    start: true,
  }),
  sample(useDefaultContext, { from: 'far' }),
];

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
      { numRuns: 100 },
    );
  });
});
