import { describe, expect, test } from 'vitest';
import type { DaemonFacts } from '#checks/engine/daemon-health.facts';
import { unavailable } from '#core/answer';
import {
  codesOf,
  configOf,
  flagsOf,
  judge,
  stopped,
  stoppedUnits,
  unit,
  weighed,
} from './daemon-health.support.ts';

const units = (
  more: Partial<Record<'docker' | 'socket' | 'containerd', ReturnType<typeof unit> | undefined>>,
) => ({
  ...stoppedUnits,
  units: { docker: unit(), socket: unit(), containerd: unit(), ...more },
});
const failed = unit({ activeState: 'failed', subState: 'failed', result: 'exit-code' });
const saying = (facts: DaemonFacts, text: string, code?: string): DaemonFacts => ({
  ...facts,
  words: { source: '/var/log/docker.log', text, ...(code === undefined ? {} : { code }) },
});
const fixesOf = (facts: DaemonFacts) =>
  judge(facts).findings.flatMap(({ fixes = [] }) => fixes.map(({ proposal }) => proposal.fix));

describe('an engine that was stopped in order', () => {
  test.each([
    ['an init script', stopped],
    ['systemd', stoppedUnits],
  ])('%s: no finding of its own, and the row is not verified', (_name, facts) => {
    const { findings, missing, evidence } = judge(facts);
    expect(findings).toEqual([]);
    expect(missing).toMatchObject({ reason: 'unreachable', origin: 'engine-in-use' });
    expect(evidence[0]).toEqual({ source: 'lstat /var/run/docker.sock', observed: 'ENOENT' });
  });

  test('is not called healthy for a remark', () => {
    const local = { ...stopped.local, selected: false };
    const verdict = judge({ ...stopped, local, config: configOf('{,}') });
    expect(verdict.findings).toMatchObject([{ severity: 'info' }]);
    expect(verdict.missing).toBeDefined();
  });
});

describe('units', () => {
  test('masked: says so and offers to unmask', () => {
    const facts = units({ docker: unit({ loadState: 'masked', unitFileState: 'masked' }) });
    expect(weighed(facts)).toEqual([['unit-masked-or-disabled', 'error']]);
    expect(fixesOf(facts)).toEqual(['unmask-docker']);
  });

  test('masked while the engine runs: it will not start again', () => {
    const facts = units({ docker: unit({ unitFileState: 'masked', activeState: 'active' }) });
    const local = { ...facts.local, state: 'answers', activity: 'answers' } as const;
    expect(weighed({ ...facts, local })).toEqual([['unit-masked-or-disabled', 'warning']]);
  });

  test('masked while another engine is selected: meant so, as for rootless Docker', () => {
    const facts = units({ docker: unit({ unitFileState: 'masked' }) });
    expect(weighed({ ...facts, local: { ...facts.local, selected: false } })).toEqual([
      ['unit-masked-or-disabled', 'info'],
    ]);
  });

  test('disabled and stopped', () => {
    const off = unit({ unitFileState: 'disabled' });
    const facts = units({ docker: off, socket: off });
    expect(weighed(facts)).toEqual([['unit-masked-or-disabled', 'error']]);
    expect(fixesOf(facts)).toEqual(['start-docker', 'enable-docker-at-boot']);
  });

  test('disabled, but its socket starts it on demand', () => {
    expect(codesOf(units({ docker: unit({ unitFileState: 'disabled' }) }))).toEqual([]);
  });

  test('failed, with nothing else to be found', () => {
    const limit = unit({ activeState: 'failed', result: 'start-limit-hit', nRestarts: 3 });
    expect(weighed(units({ docker: limit }))).toContainEqual(['unit-start-limit', 'error']);
    expect(fixesOf(units({ socket: failed }))).toEqual(['start-docker']);
  });

  test('failed because of daemon.json: the cause beside its symptom', () => {
    const facts = {
      ...units({ docker: failed, containerd: unit({ activeState: 'active' }) }),
      config: configOf('{,}'),
    };
    expect(codesOf(facts)).toEqual(['djson-invalid-json', 'unit-start-limit']);
  });

  test('started again and again: the last attempt counts, not the one under way', () => {
    const docker = unit({ activeState: 'activating', subState: 'start', result: 'success', nRestarts: 3 });
    expect(judge(units({ docker })).findings.at(-1)).toMatchObject({
      code: 'unit-start-limit',
      params: { result: 'restarting', restarts: 3 },
    });
  });

  test('no group docker for the socket', () => {
    const facts = { ...units({ socket: failed }), groups: { nameOf: {}, membersOf: {} } };
    expect(codesOf(facts)).toContain('socket-unit-216-group');
  });

  test('a failed socket with the group in place has another cause', () => {
    expect(codesOf(units({ socket: failed }))).not.toContain('socket-unit-216-group');
  });
});

describe('fd://', () => {
  test('without systemd', () => {
    expect(codesOf({ ...stopped, flags: flagsOf('-H fd://', '/etc/default/docker') })).toEqual([
      'fd-activation-missing',
    ]);
  });
  test('without a socket unit', () => {
    expect(codesOf(units({ socket: undefined }))).toEqual(['fd-activation-missing']);
  });
  test('unix:// needs none', () => {
    expect(codesOf({ ...stopped, flags: flagsOf('-H unix:///var/run/docker.sock') })).toEqual([]);
  });
});

describe('containerd', () => {
  const at = (state: 'missing' | 'refused' | 'answers' | 'unknown') => ({
    containerd: { path: '/run/containerd/containerd.sock', state },
    occupied: [],
  });

  test.each(['missing', 'refused'] as const)('%s where nothing starts it', (state) => {
    expect(weighed({ ...stopped, obstacles: at(state) })).toEqual([['containerd-unreachable', 'error']]);
  });
  test.each(['answers', 'unknown'] as const)('%s is no fault', (state) => {
    expect(codesOf({ ...stopped, obstacles: at(state) })).toEqual([]);
  });
  test.each([
    ['masked', { containerd: unit({ unitFileState: 'masked' }) }],
    ['not-found', { containerd: undefined }],
    ['failed', { docker: failed, containerd: failed }],
  ])('%s unit', (state, more) => {
    expect(judge(units(more)).findings[0]).toMatchObject({
      code: 'containerd-unreachable',
      params: { unit: state },
    });
  });
  test('its own containerd that did not start, by the log', () => {
    const facts = saying(stopped, 'failed to start containerd: timeout', 'containerd-unreachable');
    expect(codesOf(facts)).toEqual(['containerd-unreachable']);
  });
});

describe('pid file', () => {
  const path = '/var/run/docker.pid';
  test('of a process that is not the engine', () => {
    const facts = { ...stopped, pidFile: { path, text: '31\n', pid: 31, comm: 'sleep' } };
    expect(weighed(facts)).toEqual([['daemon-pidfile-stale', 'error']]);
    expect(fixesOf(facts)).toEqual(['remove-stale-pid-file']);
  });
  test('of a process that is gone: dockerd ignores it', () => {
    const { findings, evidence } = judge({ ...stopped, pidFile: { path, text: '31', pid: 31 } });
    expect(findings).toEqual([]);
    expect(evidence).toContainEqual({ source: path, observed: '31 (no such process: harmless)' });
  });
  test('without a number', () => {
    expect(codesOf({ ...stopped, pidFile: { path, text: 'x' } })).toEqual([]);
  });
});

describe('what it stumbles over', () => {
  test('a taken address', () => {
    const facts = { ...stopped, obstacles: { occupied: ['tcp://127.0.0.1:2375'] } };
    expect(weighed(facts)).toEqual([['daemon-listener-in-use', 'error']]);
  });
  test('a bridge that is not there', () => {
    const facts = { ...stopped, obstacles: { occupied: [], missingBridge: 'br0' } };
    expect(judge(facts).findings).toMatchObject([
      { code: 'daemon-bridge-missing', params: { bridge: 'br0' } },
    ]);
  });
  test('no free network, by the log', () => {
    const facts = saying(stopped, 'no available network', 'daemon-bridge-missing');
    expect(judge(facts).findings).toMatchObject([
      { code: 'daemon-bridge-missing', params: { bridge: undefined } },
    ]);
  });
});

describe('the last words in the log', () => {
  test('are told when nothing else explains the failure', () => {
    expect(weighed(saying(stopped, 'error initializing graphdriver'))).toEqual([
      ['engine-start-failed', 'error'],
    ]);
  });
  test('are not repeated beside their cause', () => {
    const facts = { ...saying(stopped, 'invalid character', 'djson-invalid-json'), config: configOf('{,}') };
    expect(codesOf(facts)).toEqual(['djson-invalid-json']);
  });
  test('about a file that has been mended since are history', () => {
    const facts = saying(stopped, 'invalid character', 'djson-invalid-json');
    expect(codesOf(facts)).toEqual([]);
    const denied = unavailable('denied', 'read /etc/docker/daemon.json', 'EACCES');
    expect(codesOf({ ...facts, config: denied })).toEqual(['engine-start-failed']);
  });
  test('about the socket belong to the check of the socket', () => {
    expect(codesOf(saying(stopped, 'is a directory', 'sock-is-directory'))).toEqual([]);
  });
  test('that may not be read are no cause, and the evidence says so', () => {
    const words = unavailable('denied', 'journalctl', 'only root may read it');
    const { evidence, findings } = judge({ ...stopped, words });
    expect(findings).toEqual([]);
    expect(evidence).toContainEqual({
      source: 'journalctl',
      observed: 'cannot be read: only root may read it',
    });
  });
});

describe('the storage driver', () => {
  const SEVERAL =
    'failed to start daemon: error initializing graphdriver: /var/lib/docker contains several valid graphdrivers: overlay2, overlay; Please cleanup or explicitly choose storage driver (-s <DRIVER>)';
  const UNSUPPORTED = 'failed to start daemon: error initializing graphdriver: driver not supported';
  const withContainerd = units({ docker: failed, containerd: unit({ activeState: 'active' }) });
  const lacking = { occupied: [], driverWithoutKernel: 'zfs' };

  test('storage-several-drivers: the engine found data of two', () => {
    const facts = saying(withContainerd, SEVERAL, 'storage-several-drivers');
    expect(codesOf(facts)).toEqual(['storage-several-drivers', 'unit-start-limit']);
    expect(judge(facts).findings[0]?.params).toEqual({ words: SEVERAL });
  });
  test('storage-driver-unsupported: by its own words, with what is configured', () => {
    const facts = saying(withContainerd, UNSUPPORTED, 'storage-driver-unsupported');
    expect(judge(facts).findings[0]).toMatchObject({
      code: 'storage-driver-unsupported',
      params: { driver: undefined, words: UNSUPPORTED },
    });
    expect(judge({ ...facts, obstacles: lacking }).findings[0]).toMatchObject({
      subject: 'zfs',
      params: { driver: 'zfs', words: UNSUPPORTED },
    });
  });
  test('to a user who may not read the journal: a failed start and a kernel without the file system', () => {
    const words = unavailable('denied', 'journalctl', 'only root may read it');
    const facts = { ...withContainerd, obstacles: lacking, words };
    expect(codesOf(facts)).toEqual(['storage-driver-unsupported', 'unit-start-limit']);
  });
  test('is not concluded where nothing failed, or where the engine named another reason', () => {
    expect(codesOf({ ...units({}), obstacles: lacking })).toEqual([]);
    const facts = { ...withContainerd, obstacles: lacking };
    expect(codesOf(saying(facts, 'opening seccomp profile failed'))).toEqual([
      'engine-start-failed',
      'unit-start-limit',
    ]);
  });
});
