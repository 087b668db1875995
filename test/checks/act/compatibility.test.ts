import { describe, expect, test } from 'vitest';
import { actCompatibility } from '#checks/act/compatibility';
import { unavailable } from '#core/answer';
import type { ActEndpoint } from '#facts/act-endpoint';
import type { EndpointState } from '#facts/endpoint-state';
import { parseActrc } from '#parse/actrc';
import { parseContainers, parseEngineInfo } from '#parse/engine-api';
import { isMalformed, type Malformed } from '#parse/malformed';
import { disk, someIdentity } from '#test/support/fake-host';

type Needs = Parameters<typeof actCompatibility.evaluate>[0];

const parsed = <T>(value: T | Malformed): T => {
  if (isMalformed(value)) throw new Error(value.detail);
  return value;
};
const infoOf = (more: object) => parsed(parseEngineInfo(more));
const answers: EndpointState = { kind: 'answers', engine: 'docker', apiVersion: '1.41', durationMs: 1 };
const probeOf = (state: EndpointState): NonNullable<ActEndpoint['probe']> => ({
  state,
  evidence: [{ source: 'GET /_ping', observed: state.kind }],
});
const unix = (path: string) => ({ id: `unix://${path}`, address: { kind: 'unix', path } as const });
const DOCKER = unix('/var/run/docker.sock');
const healthy: ActEndpoint = {
  ...DOCKER,
  origin: 'first socket found',
  probe: probeOf(answers),
  info: infoOf({ ID: 'one', KernelVersion: '6.1.0' }),
  relation: 'same',
};
const HOME_RC = '/home/ada/.actrc';
const rc = (text: string, path = HOME_RC) => ({ path, content: parseActrc(text) });
const good = rc('-P ubuntu-latest=catthehacker/ubuntu:act-latest');
const working = { id: 'unix:///home/ada/.colima/default/docker.sock', label: 'Colima' };

const look = (more: Partial<Needs> = {}) =>
  actCompatibility.evaluate({
    act: { path: '/usr/bin/act', version: '0.2.87', answer: 'act version 0.2.87' },
    endpoint: healthy,
    config: [good],
    cache: [],
    identity: someIdentity(),
    platform: { os: 'linux', kernelRelease: '6.1.0', arch: 'x64' },
    containers: [],
    leftovers: undefined,
    places: { filesystems: [], unseen: [] },
    ...more,
  });
const at = (more: Partial<ActEndpoint>) => look({ endpoint: { ...healthy, ...more } }).findings;
const version = (version: string) =>
  look({ act: { path: '/usr/bin/act', version, answer: '' } }).findings.map(({ code }) => code);

test('all is well: version, engine and configuration are shown', () => {
  expect(look()).toEqual({
    evidence: [
      { source: '/usr/bin/act --version', observed: '0.2.87' },
      { source: 'engine that act picks (first socket found)', observed: DOCKER.id },
      { source: 'GET /_ping', observed: 'answers' },
      { source: "compared with docker's engine", observed: 'the same' },
      { source: `read ${HOME_RC}`, observed: '1 options, ubuntu-latest=catthehacker/ubuntu:act-latest' },
    ],
    findings: [],
  });
});

test('does not apply without act', () => {
  const needs = { act: undefined } as Needs; // `applies` reads nothing else
  expect(actCompatibility.applies?.(needs)).toBe('act is not installed');
});

describe('act-wrong-engine', () => {
  test('docker has a context, act finds nothing', () => {
    const endpoint: ActEndpoint = { origin: 'nothing found', id: '', relation: 'unknown', working };
    expect(look({ endpoint }).findings).toMatchObject([
      { code: 'act-wrong-engine', params: { found: undefined, working: working.id } },
    ]);
  });

  test('act uses another engine that works: a warning', () => {
    expect(at({ relation: 'other', working })).toMatchObject([
      { code: 'act-wrong-engine', severity: 'warning' },
    ]);
  });

  test('DOCKER_HOST is stale', () => {
    const more = { origin: 'DOCKER_HOST', relation: 'unknown', working } as const;
    expect(at({ ...more, probe: probeOf({ kind: 'missing' }) })).toMatchObject([
      { code: 'act-wrong-engine', severity: 'error', params: { detail: 'missing' } },
    ]);
  });

  test('who sets DOCKER_HOST to another engine that works has chosen', () => {
    expect(at({ origin: 'DOCKER_HOST', relation: 'other', working })).toEqual([]);
  });

  test('an engine that is down everywhere is not act’s fault, and not fine either', () => {
    const obstacle = unavailable('unreachable', 'GET /_ping', 'ECONNREFUSED', { origin: 'engine-in-use' });
    const endpoint = { ...healthy, probe: probeOf({ kind: 'refused' }), obstacle };
    expect(look({ endpoint })).toMatchObject({ findings: [], missing: obstacle });
  });
});

describe('act-dangling-first-socket', () => {
  const dead = probeOf({ kind: 'dangling', linkTarget: '/gone' });

  test('a dead link stops act, while another socket lives', () => {
    expect(at({ probe: dead, relation: 'unknown', working })).toMatchObject([
      { code: 'act-dangling-first-socket', params: { isFound: true, detail: 'dangling' } },
    ]);
  });

  test('so does an empty DOCKER_HOST', () => {
    expect(at({ origin: 'empty DOCKER_HOST', probe: dead, working })).toMatchObject([
      { code: 'act-dangling-first-socket', params: { isFound: false } },
    ]);
  });
});

describe('act-rootless-podman', () => {
  const denied = probeOf({ kind: 'denied', at: 'socket', path: '/run/podman/podman.sock' });

  test("root's Podman is closed to this user", () => {
    expect(at({ ...unix('/run/podman/podman.sock'), probe: denied })).toMatchObject([
      { code: 'act-rootless-podman', params: { runtimeDirectory: '/run/user/1000' } },
    ]);
  });

  test("a closed socket of Docker's is a matter of its group", () => {
    const obstacle = unavailable('unreachable', 'GET /_ping', 'EACCES', { origin: 'engine-in-use' });
    expect(at({ probe: denied, obstacle })).toEqual([]);
  });
});

describe('act-socket-mount-fails', () => {
  const forwarder = unix('/home/ada/.colima/docker.sock');
  const info = infoOf({ ID: 'vm', KernelVersion: '6.6.0-vm', OperatingSystem: 'Ubuntu 24.04' });

  test('the socket of an engine in a virtual machine', () => {
    expect(at({ ...forwarder, info })).toMatchObject([
      { code: 'act-socket-mount-fails', params: { system: 'Ubuntu 24.04' } },
    ]);
  });

  test('an actrc that says what to mount settles it', () => {
    const config = [good, rc('--container-daemon-socket -', './.actrc')];
    expect(look({ endpoint: { ...healthy, ...forwarder, info }, config }).findings).toEqual([]);
  });

  test('a rootless engine on this very kernel sees its socket', () => {
    expect(at(unix('/run/user/1000/docker.sock'))).toEqual([]);
  });
});

describe('act-survey-prompt', () => {
  test('nobody names an image: act asks, in CI in vain', () => {
    const config = [{ path: HOME_RC }];
    expect(look({ config }).findings).toMatchObject([{ code: 'act-survey-prompt', severity: 'info' }]);
    const identity = someIdentity({ environment: { CI: 'true' } });
    expect(look({ config, identity }).findings).toMatchObject([{ severity: 'warning' }]);
  });

  test('a file that may not be read may name one', () => {
    const content = unavailable('denied', `read ${HOME_RC}`, 'EACCES');
    expect(look({ config: [{ path: HOME_RC, content }] }).findings).toEqual([]);
  });
});

describe('act-actrc-ignored', () => {
  test('names the lines', () => {
    const config = [rc('-P ubuntu-latest=a --pull=false\nimage=x\n-P "x=y"'), good];
    expect(look({ config }).findings).toMatchObject([
      {
        code: 'act-actrc-ignored',
        severity: 'warning',
        params: { lines: expect.arrayContaining(['line 1 has two options, which breaks both']) },
      },
    ]);
  });

  test('a label that is given twice is only worth knowing', () => {
    const config = [rc('-P ubuntu-latest=a\n-P ubuntu-latest=b')];
    expect(look({ config }).findings).toMatchObject([{ code: 'act-actrc-ignored', severity: 'info' }]);
  });
});

describe('versions', () => {
  test.each([
    ['0.2.87', '1.39', true],
    ['0.2.86', '1.39', false],
    ['0.2.90', '1.40', false],
  ])('act-api-too-old: act %s with API %s: %s', (actVersion, apiVersion, expected) => {
    const endpoint = { ...healthy, probe: probeOf({ ...answers, apiVersion }) };
    const act = { path: '/usr/bin/act', version: actVersion, answer: '' };
    const codes = look({ act, endpoint }).findings.map(({ code }) => code);
    expect(codes.includes('act-api-too-old')).toBe(expected);
  });

  test('act-node-runtime-too-new', () => {
    expect(version('0.2.50')).toEqual(['act-node-runtime-too-new']);
    expect(version('0.2.80')).toEqual(['act-node-runtime-too-new']);
    expect(version('0.2.81')).toEqual([]);
  });

  test('a version that nobody knows is judged by nothing', () => {
    const { evidence, findings } = look({ act: { path: '/usr/bin/act', answer: 'act dev' } });
    expect(findings).toEqual([]);
    expect(evidence[0].observed).toBe('act dev');
  });
});

test('act-arch-mismatch: on arm64, unless an architecture is chosen', () => {
  const platform = { os: 'linux', kernelRelease: '6.1.0', arch: 'arm64' } as const;
  expect(look({ platform }).findings).toMatchObject([{ code: 'act-arch-mismatch' }]);
  const config = [good, rc('--container-architecture linux/amd64', './.actrc')];
  expect(look({ platform, config }).findings).toEqual([]);
});

test('act-leftovers: stopped containers of act, by name', () => {
  const container = (name: string, State: string) => ({ Id: name, Names: [`/${name}`], State });
  const all = [
    container('act-CI-build', 'exited'),
    container('act-CI-now', 'running'),
    container('web', 'exited'),
  ];
  expect(look({ containers: parsed(parseContainers(all)) }).findings).toMatchObject([
    { code: 'act-leftovers', params: { count: 1, names: ['act-CI-build'] } },
  ]);
});

describe("act's cache", () => {
  const path = '/home/ada/.cache/act';
  const cache = (uid: number, leftBytes: number) =>
    look({ cache: [{ path, uid, usage: disk(100e9, leftBytes) }] });

  test('act-cache-full', () => {
    expect(cache(1000, 1e9).findings).toMatchObject([{ code: 'act-cache-full', params: { left: '1 GB' } }]);
    expect(cache(1000, 50e9).findings).toEqual([]);
  });

  test('on a disk with container storage, storage/disk-space tells it', () => {
    const place = { path: '/var/lib/docker', kind: 'docker', isMissing: false, isReadOnly: false } as const;
    const filesystems = [{ places: [place], usage: disk(100e9, 1e9) }] as const;
    const own = { path, uid: 1000, usage: disk(100e9, 1e9) };
    expect(look({ cache: [own], places: { filesystems, unseen: [] } }).findings).toEqual([]);
  });

  test('act-cache-foreign-owner', () => {
    expect(cache(0, 50e9).findings).toMatchObject([{ code: 'act-cache-foreign-owner', params: { uid: 0 } }]);
  });
});

describe('repairs of an actrc', () => {
  const editable = (text: string) => ({ path: HOME_RC, text, privilege: 'user' as const });
  const offered = (config: Needs['config'], more: Partial<Needs> = {}) =>
    look({ config, ...more }).findings.flatMap(({ fixes = [] }) => fixes.map(({ proposal }) => proposal));

  test('one option to a line, where there is no doubt', () => {
    const line = '-P "ubuntu-latest=node:20" --rm';
    const change = [{ line, becomes: '-P ubuntu-latest=node:20\n--rm' }];
    const fix = offered([{ ...rc(line), editable: editable(line), corrections: change }]);
    expect(fix).toMatchObject([{ fix: 'split-act-options' }]);
    expect(offered([{ ...rc(line), editable: editable(line), corrections: [] }])).toEqual([]);
  });

  test('a file that is there gets the line, and else the first is made', () => {
    expect(offered([{ path: '/home/ada/.config/act/actrc' }, { path: HOME_RC }])).toMatchObject([
      { fix: 'set-act-option', steps: [{ path: '/home/ada/.config/act/actrc', expect: undefined }] },
    ]);
    const own = { ...rc('--rm'), editable: editable('--rm\n') };
    expect(offered([{ path: '/home/ada/.config/act/actrc' }, own])).toMatchObject([
      { fix: 'set-act-option', steps: [{ path: HOME_RC, expect: '--rm\n' }] },
    ]);
    // One that is a link, or somebody else's, is left alone.
    expect(offered([rc('--rm')])).toEqual([]);
  });

  test('the architecture on arm64', () => {
    const own = { ...good, editable: editable('-P ubuntu-latest=node:20') };
    const platform = { os: 'linux', kernelRelease: '6.1.0', arch: 'arm64' } as const;
    expect(offered([own], { platform })).toMatchObject([
      { fix: 'set-act-option', steps: [{ edit: { append: ['--container-architecture linux/amd64'] } }] },
    ]);
  });
});
