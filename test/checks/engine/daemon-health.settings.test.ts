import { describe, expect, test } from 'vitest';
import type { DaemonFacts } from '#checks/engine/daemon-health.facts';
import { offersOf, targetOf } from '#test/support/daemon-json-target';
import {
  configOf,
  flagsOf,
  healthy,
  infoOf,
  judge,
  stopped,
  stoppedUnits,
  unit,
} from './daemon-health.support.ts';

const offered = (facts: DaemonFacts) => judge(facts).findings.flatMap(offersOf);
const { inUse: _silent, interrupts: _none, ...silent } = targetOf('');
const atRest = (text: string, more = {}) => ({ ...silent, text, running: false, ...more });

describe('a daemon.json that the engine refuses', () => {
  const correction = { kind: 'json', members: [{ path: ['log-drivers'], renamed: 'log-driver' }] } as const;
  const text = '{ "log-drivers": "local", "mtu": "1400" }\n';

  test('one edit is offered with each of its faults', () => {
    const facts = { ...stopped, config: configOf(text), target: atRest(text, { correction }) };
    const { findings } = judge(facts);
    expect(findings).toHaveLength(2);
    expect(findings.map(({ fixes = [] }) => JSON.stringify(fixes))).toEqual(
      Array.from({ length: 2 }, () => JSON.stringify(findings[0]?.fixes)),
    );
    expect(findings[0]?.fixes?.[0]?.proposal.fix).toBe('correct-daemon-json');
  });

  test('nothing is offered where only its author can tell, nor for what the engine ignores', () => {
    expect(offered({ ...stopped, config: configOf(text), target: atRest(text) })).toEqual([]);
    const ignored = '{"insecure-registry":["a:5000"]}';
    expect(
      offered({ ...stopped, config: configOf(ignored), target: atRest(ignored, { correction }) }),
    ).toEqual([]);
  });
});

describe('a bridge that does not exist', () => {
  const facts = (text: string): DaemonFacts => ({
    ...stopped,
    config: configOf(text),
    target: atRest(text),
    obstacles: { occupied: [], missingBridge: 'br0' },
  });

  test('is taken out of the file', () => {
    expect(offered(facts('{ "bridge": "br0", "debug": true }\n'))).toEqual([
      { fix: 'forget-missing-bridge', lines: ['-{ "bridge": "br0", "debug": true }', '+{ "debug": true }'] },
    ]);
  });

  test('stays on the command line', () => {
    expect(offered(facts('{ "debug": true }\n'))).toEqual([]);
  });

  test('all default ranges are taken: a free one is offered, where there is one', () => {
    const words = { source: 'journalctl', text: 'x', code: 'daemon-bridge-missing' };
    const taken = { ...stopped, words, config: configOf('{}'), target: atRest('{}\n') };
    expect(offered({ ...taken, free: { pool: '10.201.0.0/16' } })).toMatchObject([
      { fix: 'set-address-pools' },
    ]);
    expect(offered({ ...taken, free: {} })).toEqual([]);
  });
});

describe('several storage drivers', () => {
  const words = {
    source: 'journalctl',
    text: '/d contains several valid graphdrivers: overlay2, vfs; x',
    code: 'storage-several-drivers',
  };
  const facts = (withImages: readonly string[] | undefined): DaemonFacts => ({
    ...stoppedUnits,
    obstacles: { occupied: [] },
    units: { docker: unit({ activeState: 'failed' }), socket: unit(), containerd: unit() },
    words,
    target: atRest('{}\n'),
    driverData: { drivers: ['overlay2', 'vfs'], ...(withImages === undefined ? {} : { withImages }) },
  });
  const drivers = (withImages: readonly string[] | undefined) =>
    offered(facts(withImages)).filter(({ fix }) => fix === 'choose-storage-driver');

  test('the only one with images is named in the file', () => {
    expect(drivers(['overlay2'])).toMatchObject([
      { lines: expect.arrayContaining(['+ "storage-driver": "overlay2"']) },
    ]);
  });

  test('of two with images, or of none, nobody here can tell', () => {
    expect(drivers(['overlay2', 'vfs'])).toEqual([]);
    expect(drivers([])).toEqual([]);
    expect(drivers(undefined)).toEqual([]);
  });
});

describe('an unprotected address', () => {
  const Warnings = ['WARNING: API is accessible on http://0.0.0.0:4243 without encryption.'];
  const facts = (text: string | undefined, more = {}): DaemonFacts => ({
    ...healthy,
    info: infoOf({ Warnings }),
    target: targetOf(text, more),
  });

  test('is taken out of the file, and the others stay', () => {
    expect(offered(facts('{ "hosts": ["fd://", "tcp://0.0.0.0:4243"] }\n'))).toEqual([
      {
        fix: 'close-tcp-address',
        lines: ['-{ "hosts": ["fd://", "tcp://0.0.0.0:4243"] }', '+{ "hosts": ["fd://"] }'],
      },
    ]);
  });

  test('stays where the command line says it, and where we came by it', () => {
    expect(offered(facts(undefined))).toEqual([]);
    const inUse = { kind: 'tcp', hostName: '127.0.0.1', port: 4243 };
    expect(offered(facts('{ "hosts": ["tcp://0.0.0.0:4243"] }\n', { inUse }))).toEqual([]);
  });
});

test('open files: a drop-in of the unit that hands the limit down, once', () => {
  const limit = { unit: 'containerd.service', limit: 'infinity', kernelLimit: 1_073_741_816 } as const;
  const facts = (dropInPaths: readonly string[]): DaemonFacts => ({
    ...healthy,
    manager: 'systemd',
    flags: flagsOf('-H fd://'),
    units: {
      docker: unit({ activeState: 'active' }),
      socket: unit({ activeState: 'active' }),
      containerd: unit({ activeState: 'active', dropInPaths }),
    },
    limit,
  });
  expect(offered(facts([]))).toMatchObject([
    { fix: 'limit-open-files', lines: expect.arrayContaining(['+LimitNOFILE=1048576']) },
  ]);
  expect(offered(facts(['/etc/systemd/system/containerd.service.d/dockmedic-open-files.conf']))).toEqual([]);
});
