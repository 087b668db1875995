import { describe, expect, it, test } from 'vitest';
import { securityPosture } from '#checks/security/posture';
import { unavailable } from '#core/answer';
import type { EngineAge } from '#facts/engine-age';
import { engineAge } from '#facts/engine-age';
import { openSockets } from '#facts/open-sockets';
import { socketMounts } from '#facts/socket-mounts';
import { parseEngineInfo } from '#parse/engine-api';
import { isMalformed } from '#parse/malformed';
import { byPath, collected, fakeHost, fileStat, someIdentity } from '#test/support/fake-host';

type Needs = Parameters<typeof securityPosture.evaluate>[0];

const ID = 'unix:///var/run/docker.sock';
const infoOf = (more: object = {}) => {
  const info = parseEngineInfo({
    ServerVersion: '28.5.2',
    KernelVersion: '6.1.0',
    SecurityOptions: ['name=seccomp,profile=builtin'],
    ...more,
  });
  if (isMalformed(info)) throw new Error(info.detail);
  return info;
};
const engine: Needs['engine'] = {
  id: ID,
  address: { kind: 'unix', path: '/var/run/docker.sock' },
  engine: 'docker',
  apiVersion: '1.51',
  via: 'selected',
  label: 'Docker',
};
const platform: Needs['platform'] = { os: 'linux', kernelRelease: '6.1.0', arch: 'x64' };
const groupsOf = (...members: string[]): Needs['groups'] => ({
  docker: { name: 'docker', gid: 105, members },
  nameOf: { '105': 'docker' },
  membersOf: {},
});
const needsOf = (more: Partial<Needs> = {}): Needs => ({
  identity: someIdentity(),
  platform,
  engine,
  info: infoOf(),
  groups: groupsOf(),
  mounts: [],
  sockets: [],
  age: undefined,
  manager: 'systemd',
  ...more,
});
const look = (more: Partial<Needs> = {}) => securityPosture.evaluate(needsOf(more));

test('an engine that root alone may use', () => {
  expect(look()).toEqual({
    evidence: [
      {
        source: `GET /info on ${ID}`,
        observed:
          "root in a container is the host's root, seccomp on, live-restore off: containers stop with the engine",
      },
      { source: 'members of group docker', observed: 'nobody' },
      { source: 'mounts of running containers', observed: "0 have an engine's socket" },
      { source: 'modes of sockets', observed: 'none that answers is open to every user' },
      { source: 'release of engine 28.5.2', observed: 'not known to have ended' },
    ],
    findings: [],
  });
});

test('an engine on another machine is not judged', () => {
  const address = { kind: 'tcp', hostName: 'far', port: 2376 } as const;
  expect(
    securityPosture.applies?.(needsOf({ engine: { ...engine, id: 'tcp://far:2376', address } })),
  ).toContain('runs on another machine');
  expect(securityPosture.applies?.(needsOf())).toBe(true);
});

describe('engine-equals-root', () => {
  test('is one remark for members and containers together', () => {
    const { findings } = look({ groups: groupsOf('ada', 'bob'), mounts: ['portainer'] });
    expect(findings).toEqual([
      {
        code: 'engine-equals-root',
        subject: 'engine',
        engine: ID,
        params: { members: ['ada', 'bob'], containers: ['portainer'], more: 0 },
      },
    ]);
    expect(securityPosture.codes['engine-equals-root'].severity).toBe('info');
  });
  test('stays short', () => {
    const many = Array.from({ length: 40 }, (_one, index) => `user${index}`);
    expect(look({ groups: groupsOf(...many) }).findings).toMatchObject([{ params: { more: 30 } }]);
  });
  test('is none of a rootless engine', () => {
    const info = infoOf({ SecurityOptions: ['name=seccomp', 'name=rootless'] });
    expect(look({ info, groups: groupsOf('ada'), mounts: ['portainer'] }).findings).toEqual([]);
  });
});

describe('sock-open-to-all', () => {
  const stat = fileStat('socket', { mode: 0o666, gid: 105 });
  test('names the mode, and offers to close it', () => {
    const sockets = [{ id: ID, path: '/var/run/docker.sock', stat }];
    expect(look({ sockets }).findings).toMatchObject([
      {
        code: 'sock-open-to-all',
        params: { path: '/var/run/docker.sock', mode: '666' },
        fixes: [{ proposal: { fix: 'repair-socket-owner' } }],
      },
    ]);
  });
  test('another socket is told of without a repair', () => {
    const sockets = [{ id: 'unix:///srv/d.sock', path: '/srv/d.sock', stat }];
    expect(look({ sockets }).findings).toMatchObject([{ code: 'sock-open-to-all', fixes: [] }]);
  });

  const endpoint = (path: string, mode: number, kind = 'answers') => ({
    id: `unix://${path}`,
    address: { kind: 'unix', path },
    state: { kind },
    stat: fileStat('socket', { mode }),
  });
  const host = (os: 'linux' | 'darwin', parents: Record<string, number>) =>
    fakeHost({
      system: () => ({ os, kernelRelease: '', arch: 'x64', hostName: 'host' }),
      stat: byPath(
        Object.fromEntries(
          Object.entries(parents).map(([path, mode]) => [path, fileStat('directory', { mode })]),
        ),
      ),
    });
  const openOn = async (os: 'linux' | 'darwin', parents: Record<string, number>, ...endpoints: object[]) =>
    collected(openSockets, host(os, parents), { endpoints });
  const wide = { '/run': 0o755 };

  it.each<[string, Promise<unknown>, number]>([
    ['mode 666', openOn('linux', wide, endpoint('/run/docker.sock', 0o666)), 1],
    ['mode 660', openOn('linux', wide, endpoint('/run/docker.sock', 0o660)), 0],
    ['nobody listens', openOn('linux', wide, endpoint('/run/docker.sock', 0o666, 'refused')), 0],
    ['not on Linux', openOn('darwin', wide, endpoint('/run/docker.sock', 0o666)), 0],
    [
      "in a user's own directory",
      openOn(
        'linux',
        { ...wide, '/run/user': 0o755, '/run/user/1000': 0o700 },
        endpoint('/run/user/1000/docker.sock', 0o666),
      ),
      0,
    ],
  ])('%s', async (_name, found, count) => {
    expect(await found).toHaveLength(count);
  });
});

describe('engine-eol', () => {
  const age: EngineAge = { version: '24.0.9', release: '24.0', endedOn: '2024-06-08', origin: 'docker' };
  it.each<[string, Partial<EngineAge>, readonly string[]]>([
    ["Docker's own package", {}, ['warning']],
    ['an engine of unknown origin', { origin: 'unknown' }, ['info']],
    ['a package of the distribution', { origin: 'distribution' }, []],
    ['below the floor, which another check tells', { version: '19.03.15' }, []],
  ])('%s', (_name, more, severities) => {
    const { findings } = look({ age: { ...age, ...more } });
    expect(findings.map(({ severity }) => severity)).toEqual(severities);
  });
  test('what is said of a package of the distribution stands among the evidence', () => {
    expect(look({ age: { ...age, origin: 'distribution' } }).evidence.at(-1)?.observed).toContain(
      'the distribution, which cares for it itself',
    );
  });

  const at = (nowMs: number, files: readonly string[], rpm?: string) =>
    fakeHost({
      'now-ms': () => nowMs,
      stat: ({ path }) => (files.includes(path) ? fileStat('file') : undefined),
      query: () => (rpm === undefined ? undefined : { exitCode: 0, stdout: rpm, stderr: '' }),
    });
  const NOW = Date.parse('2026-11-28');
  const needs = (ServerVersion: string) => ({
    engineInUse: engine,
    engineInfo: infoOf({ ServerVersion }),
    installation: { dockerd: '/usr/bin/dockerd' },
    platform,
  });
  it.each<[string, string, readonly string[], string | undefined, string | undefined]>([
    ['of Debian, by its version', '20.10.24+dfsg1', [], undefined, 'distribution'],
    ['of Docker, by dpkg', '24.0.9', ['/var/lib/dpkg/info/docker-ce.list'], undefined, 'docker'],
    ['of Ubuntu, by dpkg', '24.0.7', ['/var/lib/dpkg/info/docker.io.list'], undefined, 'distribution'],
    ['of Docker, by rpm', '24.0.9', [], 'docker-ce\n', 'docker'],
    ['of Fedora, by rpm', '24.0.5', [], 'moby-engine\n', 'distribution'],
    ['of nobody', '24.0.9', [], undefined, 'unknown'],
    ['cared for', '28.5.2', [], undefined, undefined],
  ])('%s', async (_name, version, files, rpm, origin) => {
    const found = await collected(engineAge, at(NOW, files, rpm), needs(version));
    expect(found === undefined ? undefined : (found as EngineAge).origin).toBe(origin); // the host above is never unavailable
  });
  test('a clock before that day knows of no end', async () => {
    expect(await collected(engineAge, at(Date.parse('2024-01-01'), []), needs('24.0.9'))).toBeUndefined();
  });
});

test('containers with the socket, or with a directory that holds it', async () => {
  const running = (name: string, Type: string, Source: string) => ({
    Id: name,
    Names: [`/${name}`],
    State: 'running',
    Mounts: [{ Type, Source }],
  });
  const engineContainers = [
    running('portainer', 'bind', '/var/run/docker.sock'),
    running('exporter', 'bind', '/'),
    running('web', 'bind', '/srv/docker.socket'),
    running('db', 'volume', '/run'),
    { ...running('old', 'bind', '/run/docker.sock'), State: 'exited' },
  ];
  expect(await collected(socketMounts, fakeHost({}), { engineContainers })).toEqual([
    'portainer',
    'exporter',
  ]);
});

test('what could not be seen is said', () => {
  const silent = unavailable('timed-out', 'GET /containers/json', 'no answer within 4000 ms');
  expect(look({ mounts: silent }).evidence[2]?.observed).toBe('no answer within 4000 ms');
});
