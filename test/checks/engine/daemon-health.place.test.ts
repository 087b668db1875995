import { describe, expect, it, test } from 'vitest';
import type { EngineProcess } from '#facts/engine-processes';
import {
  codesOf,
  healthy,
  infoOf,
  judge,
  stopped,
  stoppedUnits,
  unit,
  weighed,
} from './daemon-health.support.ts';

const other: EngineProcess = {
  pid: 4711,
  name: 'dockerd',
  state: 'S',
  uid: 0,
  dataRoot: '/var/lib/docker',
  isApart: true,
};
const words = (code: string, text: string) => ({ words: { source: 'journalctl', code, text } });

describe('storage-metadata-db-locked', () => {
  test('a second dockerd on the same data root', () => {
    expect(judge({ ...stoppedUnits, processes: [other] }).findings).toMatchObject([
      { code: 'storage-metadata-db-locked', params: { dataRoot: '/var/lib/docker', pid: 4711 } },
    ]);
  });
  // As dockerd 20.10 says it (moby volume/service/store.go).
  test('the engine says that its database is locked', () => {
    const said = words(
      'storage-metadata-db-locked',
      'failed to start daemon: error while opening volume store metadata database: timeout',
    );
    expect(judge({ ...stopped, ...said }).findings).toMatchObject([
      { code: 'storage-metadata-db-locked', params: { pid: undefined } },
    ]);
  });
  it.each<[string, Partial<EngineProcess>]>([
    ['it has a data root of its own', { dataRoot: '/srv/second' }],
    ['it is the engine itself, which systemd is starting', { isApart: false }],
    ['whose it is could not be seen', { isApart: undefined as never }], // as where /proc/<pid>/cgroup is closed
  ])('is none: %s', (_name, more) => {
    expect(codesOf({ ...stoppedUnits, processes: [{ ...other, ...more }] })).not.toContain(
      'storage-metadata-db-locked',
    );
  });
  test('is none while the engine runs', () => {
    expect(codesOf({ ...healthy, processes: [other] })).toEqual([]);
  });
});

describe('storage-overlay-ftype0', () => {
  const DriverStatus = [
    ['Backing Filesystem', 'xfs'],
    ['Supports d_type', 'false'],
  ];
  test('is told once, although the engine warns of it too', () => {
    const Warnings = [
      'WARNING: overlay2: the backing xfs filesystem is formatted without d_type support, which leads to incorrect behavior.',
    ];
    expect(weighed({ ...healthy, info: infoOf({ DriverStatus, Warnings }) })).toEqual([
      ['storage-overlay-ftype0', 'warning'],
    ]);
  });
  test('a newer engine does not start on it', () => {
    const said = words(
      'storage-overlay-ftype0',
      'overlay2: the backing xfs filesystem is formatted without d_type support, which leads to incorrect behavior.',
    );
    expect(weighed({ ...stopped, ...said })).toEqual([['storage-overlay-ftype0', 'error']]);
  });
  test('is none with d_type', () => {
    expect(codesOf({ ...healthy, info: infoOf({ DriverStatus: [['Supports d_type', 'true']] }) })).toEqual(
      [],
    );
  });
});

describe('socket-unit-bad-listen', () => {
  const socket = unit({ loadState: 'bad-setting' });
  test('keeps the engine from starting, and a running one from its next start', () => {
    expect(
      weighed({ ...stoppedUnits, units: { docker: unit(), socket, containerd: unit() } }),
    ).toContainEqual(['socket-unit-bad-listen', 'error']);
    const units = { docker: unit({ activeState: 'active' }), socket, containerd: unit() };
    expect(weighed({ ...healthy, manager: 'systemd', units })).toEqual([
      ['socket-unit-bad-listen', 'warning'],
    ]);
  });
});

test('daemon-bind-address-absent names the address', () => {
  const said = words(
    'daemon-bind-address-absent',
    'failed to load listeners: listen tcp 192.0.2.1:2375: bind: cannot assign requested address',
  );
  expect(judge({ ...stopped, ...said }).findings).toMatchObject([
    { code: 'daemon-bind-address-absent', subject: 'tcp://192.0.2.1:2375' },
  ]);
});

test('daemon-umask-denied repeats the words', () => {
  const said = words('daemon-umask-denied', 'failed to set umask: expected 022, got -1');
  expect(judge({ ...stopped, ...said }).findings).toMatchObject([
    { code: 'daemon-umask-denied', params: { words: 'failed to set umask: expected 022, got -1' } },
  ]);
});

describe('swarm-not-manager', () => {
  it.each<[string, object, readonly (readonly [string, string])[]]>([
    ['no swarm', { LocalNodeState: 'inactive', ControlAvailable: false }, []],
    ['a manager', { LocalNodeState: 'active', ControlAvailable: true }, []],
    ['a worker', { LocalNodeState: 'active', ControlAvailable: false }, [['swarm-not-manager', 'info']]],
    ['locked', { LocalNodeState: 'locked' }, [['swarm-not-manager', 'warning']]],
    [
      'in error',
      { LocalNodeState: 'error', Error: 'could not find local IP address' },
      [['swarm-not-manager', 'warning']],
    ],
  ])('%s', (_name, Swarm, expected) => {
    expect(weighed({ ...healthy, info: infoOf({ Swarm }) })).toEqual(expected);
  });
  test('names the managers', () => {
    const Swarm = {
      LocalNodeState: 'active',
      ControlAvailable: false,
      RemoteManagers: [{ Addr: '10.0.0.5:2377' }],
    };
    expect(judge({ ...healthy, info: infoOf({ Swarm }) }).findings).toMatchObject([
      { params: { state: 'worker', managers: ['10.0.0.5:2377'] } },
    ]);
  });
});
