import { describe, expect, it, test } from 'vitest';
import { accessSocket } from '#checks/access/socket';
import { socketCodes } from '#checks/access/socket.codes';
import { unavailable } from '#core/answer';
import type { EndpointState } from '#facts/endpoint-state';
import type { Endpoint } from '#facts/endpoints';
import type { SelectedEndpoint } from '#facts/selected-endpoint';
import { someIdentity } from '#test/support/fake-host';

type Needs = Parameters<typeof accessSocket.evaluate>[0];

const PATH = '/var/run/docker.sock';
const ID = `unix://${PATH}`;
const ANSWERS: EndpointState = { kind: 'answers', engine: 'docker', apiVersion: '1.41', durationMs: 3 };

const at = (path: string, state: EndpointState, more: Partial<Endpoint> = {}): Endpoint => ({
  id: `unix://${path}`,
  address: { kind: 'unix', path },
  label: 'Docker',
  selected: true,
  state,
  evidence: [{ source: `connect unix://${path}`, observed: state.kind }],
  ...more,
});
const tcp = (state: EndpointState, hostName = 'build.example'): Endpoint => ({
  ...at('', state),
  id: `tcp://${hostName}:2375`,
  address: { kind: 'tcp', hostName, port: 2375 },
});
const podman = at('/run/podman/podman.sock', ANSWERS, { label: 'Podman', selected: false });

const choice = (more: Partial<SelectedEndpoint> = {}): SelectedEndpoint => ({
  origin: 'default',
  value: ID,
  resolved: { kind: 'address', address: { kind: 'unix', path: PATH } },
  problems: [],
  ...more,
});
const byVariable = (value: string, more: Partial<SelectedEndpoint> = {}): SelectedEndpoint =>
  choice({ origin: 'DOCKER_HOST', value, ...more });

const healthy: Needs = {
  selected: choice(),
  endpoints: [at(PATH, ANSWERS)],
  contexts: [],
  installation: { dockerd: '/usr/bin/dockerd', dockerCliIsPodman: false, dockerSnap: false },
  manager: 'systemd',
  platform: { os: 'linux', kernelRelease: '6.1', arch: 'x64', distribution: { id: 'debian', idLike: [] } },
  rights: { kind: 'not-denied' },
  service: { manager: 'systemd', unit: 'docker.service', socketUnit: 'docker.socket', resetFailed: false },
  processes: undefined,
  memory: undefined,
  identity: someIdentity(),
  shell: undefined,
};
const nothing = { dockerCliIsPodman: false, dockerSnap: false };

/** The verdict with its sentences, as a person reads it. */
const judged = (changes: Partial<Needs>) => {
  const { findings } = accessSocket.evaluate({ ...healthy, ...changes });
  return findings.map(({ code, params, fixes = [], severity }) => {
    const { message, cause, remedy, ...definition } = socketCodes[code];
    const say = (sentence: (params: never) => string): string => sentence(params as never); // its own parameters
    return {
      code,
      severity: severity ?? definition.severity,
      says: [say(message), say(cause), say(remedy)],
      fixes: fixes.map(({ proposal }) => proposal.fix),
    };
  });
};
const codes = (changes: Partial<Needs>) => judged(changes).map(({ code }) => code);
const state = (of: EndpointState, more: Partial<Endpoint> = {}): Partial<Needs> => ({
  endpoints: [at(PATH, of, more)],
});
const dockerd = (letter: string, more: object = {}) => ({
  processes: [{ pid: 31, name: 'dockerd' as const, state: letter, uid: 0, ...more }],
});
const missing: EndpointState = { kind: 'missing' };
const hung: EndpointState = { kind: 'hung', afterMs: 2500 };
const closedSocket = (more: object = {}): EndpointState => ({
  kind: 'denied',
  at: 'socket',
  path: PATH,
  stat: { type: 'socket', mode: 0o660, uid: 0, gid: 998, sizeBytes: 0, modifiedAtMs: 0, ...more },
});

test('an engine that answers is ok, with evidence', () => {
  expect(accessSocket.evaluate(healthy)).toEqual({
    evidence: [
      { source: 'endpoint (default)', observed: ID },
      { source: `connect ${ID}`, observed: 'answers' },
    ],
    findings: [],
  });
});

describe('each state of the socket has a code of its own', () => {
  it.each<[string, Partial<Needs>, string[]]>([
    ['nothing installed', { ...state({ kind: 'missing' }), installation: nothing }, ['engine-not-installed']],
    ['missing', state({ kind: 'missing' }), ['sock-missing']],
    ['refused', state({ kind: 'refused' }), ['sock-stale-refused']],
    ['dangling', state({ kind: 'dangling', linkTarget: '/nowhere' }), ['sock-dangling-symlink']],
    ['directory', state({ kind: 'directory' }), ['sock-is-directory']],
    ['file', state({ kind: 'not-a-socket', type: 'file' }), ['sock-not-a-socket']],
    ['hung', { ...state(hung), ...dockerd('S') }, ['sock-hung']],
    ['TLS port', { endpoints: [tcp({ kind: 'tls-expected' })] }, ['tls-plain-to-tls']],
    ['plain port', { endpoints: [tcp({ kind: 'tls-refused' })] }, ['tls-to-plain']],
    [
      'no ca.pem',
      { endpoints: [tcp({ kind: 'tls-file-missing', path: '/c/ca.pem' })] },
      ['tls-client-cert-missing'],
    ],
    ['no HTTP', state({ kind: 'not-http', detail: 'it does not speak HTTP' }), ['sock-not-engine']],
    ['other HTTP', state({ kind: 'http-error', status: 403, body: 'no' }), ['sock-not-engine']],
    [
      'unreachable',
      { endpoints: [tcp({ kind: 'unreachable', detail: 'ENOTFOUND' })] },
      ['endpoint-unreachable'],
    ],
    [
      'closed directory',
      state({ kind: 'denied', at: 'directory', path: '/run/podman' }),
      ['sock-parent-dir-denied'],
    ],
    ['denied', { ...state(closedSocket()), rights: { kind: 'other', path: PATH } }, ['sock-denied']],
  ])('%s', (_name, changes, expected) => {
    expect(codes(changes)).toEqual(expected);
  });
});

describe('what it says and offers', () => {
  it.each<[string, Partial<Needs>]>([
    ['nothing installed', { ...state({ kind: 'missing' }), installation: nothing }],
    [
      'nothing installed on an unknown system',
      {
        ...state({ kind: 'missing' }),
        installation: nothing,
        platform: unavailable('denied', 'read', 'EACCES'),
      },
    ],
    ['stopped', state({ kind: 'missing' })],
    ['still starting', state({ kind: 'missing' }, { starting: { unit: 'docker.service', afterMs: 4500 } })],
    [
      'only Podman here, and Docker asked for',
      {
        ...state({ kind: 'missing' }),
        installation: { ...nothing, podman: '/usr/bin/podman' },
        selected: byVariable(ID),
        service: unavailable('absent', 'service', 'none'),
      },
    ],
    ['nobody listens', state({ kind: 'refused' })],
    ['link of Rancher Desktop', state({ kind: 'dangling', linkTarget: '/home/ada/.rd/docker.sock' })],
    ['directory', state({ kind: 'directory', entries: [] })],
    ['directory that cannot be read', state({ kind: 'directory' })],
    [
      'directory with things in it',
      state({ kind: 'directory', entries: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }),
    ],
    ['stopped process', { ...state(hung), ...dockerd('T') }],
    ['process under a debugger', { ...state(hung), ...dockerd('t') }],
    ['process in disk wait', { ...state(hung), ...dockerd('D') }],
    ['stuck process', { ...state(hung), ...dockerd('S') }],
    ['no process', state(hung)],
    ['started on demand', state(hung, { starting: { unit: 'docker.service', afterMs: 5100 } })],
    ['full queue', { ...state({ kind: 'hung', afterMs: 0 }), ...dockerd('T') }],
    [
      'wrong owner',
      {
        ...state(closedSocket({ gid: 0 })),
        rights: {
          kind: 'wrong-owner',
          path: PATH,
          user: 'root',
          group: 'root',
          mode: 0o660,
          dockerGroupExists: true,
          isMember: true,
        },
      },
    ],
    [
      'no member',
      { ...state(closedSocket()), rights: { kind: 'not-a-member', path: PATH, group: 'docker', gid: 998 } },
    ],
    [
      'old session',
      { ...state(closedSocket()), rights: { kind: 'not-active', path: PATH, group: 'docker', gid: 998 } },
    ],
    [
      'socket of its owner',
      { ...state(closedSocket()), rights: { kind: 'other', path: PATH, ownersOnly: true } },
    ],
    ['something else forbids', { ...state(closedSocket()), rights: { kind: 'other', path: PATH } }],
    ["another user's directory", state({ kind: 'denied', at: 'directory', path: '/run/user/1001' })],
    ['HTTP, but no engine', state({ kind: 'http-error', status: 502, body: 'Bad\n\u001b[31mGateway' })],
  ])('%s', (_name, changes) => {
    expect(judged(changes)).toMatchSnapshot();
  });
});

describe('whom a hang is blamed on', () => {
  const rootless = '/run/user/1000/docker.sock';
  it.each<[string, Endpoint, object, string | undefined]>([
    [
      'the halted one of two',
      at(PATH, hung),
      [dockerd('S').processes[0], { ...dockerd('T').processes[0], pid: 32 }],
      'dockerd (pid 32)',
    ],
    ['not the rootless one', at(PATH, hung), dockerd('T', { uid: 1000 }).processes, undefined],
    ['the rootless one', at(rootless, hung), dockerd('S', { uid: 1000 }).processes, 'dockerd (pid 31)'],
    ['not a healthy one for a forwarder', at('/tmp/forwarded.sock', hung), dockerd('S').processes, undefined],
    [
      'a halted one on another socket',
      at('/srv/docker.sock', hung),
      dockerd('T').processes,
      'dockerd (pid 31)',
    ],
    ['nobody here for another host', tcp(hung), dockerd('T').processes, undefined],
    ['a halted one behind a local port', tcp(hung, 'localhost'), dockerd('T').processes, 'dockerd (pid 31)'],
  ])('%s', (_name, endpoint, processes, process) => {
    const changes = { endpoints: [endpoint], processes: processes as Needs['processes'] }; // rows of one table
    expect(accessSocket.evaluate({ ...healthy, ...changes }).findings[0]?.params).toMatchObject({ process });
  });
});

describe('a dockerd that runs while its socket is missing', () => {
  const gone = state({ kind: 'missing' });
  it.each<[string, Partial<Needs>]>([
    ['its socket is gone', { ...gone, ...dockerd('S', { listensAt: [] }) }],
    ['systemd opened it', { ...gone, ...dockerd('S', { listensAt: ['fd://'] }) }],
    ['it listens elsewhere', { ...gone, ...dockerd('S', { listensAt: ['tcp://127.0.0.1:2375'] }) }],
  ])('%s', (_name, changes) => {
    expect(judged(changes)).toMatchSnapshot();
  });
  it.each<[string, Endpoint, object, string | undefined]>([
    ['the other spelling of its path', at(PATH, missing), { listensAt: ['unix:///run/docker.sock'] }, 'S'],
    ['its command line is closed', at(PATH, missing), {}, 'S'],
    [
      'no usual path, named by a flag',
      at('/srv/d.sock', missing),
      { listensAt: ['unix:///srv/d.sock'] },
      'S',
    ],
    ['no usual path, and not named', at('/srv/d.sock', missing), { listensAt: ['fd://'] }, undefined],
    ['of another user', at(PATH, missing), { uid: 1000, listensAt: [] }, undefined],
    ['rootless', at('/run/user/1000/docker.sock', missing), { uid: 1000, listensAt: [] }, 'S'],
    ['halted', at(PATH, missing), { state: 'T' }, undefined],
    ['a zombie', at(PATH, missing), { state: 'Z' }, undefined],
    ['starting', at(PATH, missing, { starting: { unit: 'docker.service', afterMs: 1 } }), {}, undefined],
  ])('%s', (_name, endpoint, more, process) => {
    const [finding] = judged({ endpoints: [endpoint], ...dockerd('S', more) });
    expect(finding?.says[0]?.includes('dockerd (pid 31)')).toBe(process !== undefined);
    expect(finding?.fixes.includes('start-docker')).toBe(
      process === undefined && endpoint.starting === undefined,
    );
  });
  it('is an engine, though no program of it was found', () => {
    expect(codes({ ...gone, ...dockerd('S'), installation: nothing })).toEqual(['sock-missing']);
  });
});

describe('a setting that leads nowhere', () => {
  const dead = at('/old.sock', { kind: 'missing' });

  it('is stale where another engine answers', () => {
    const selected = byVariable('unix:///old.sock');
    expect(judged({ selected, endpoints: [dead, podman] })).toMatchSnapshot();
  });
  it('is a missing engine where none does', () => {
    const selected = byVariable('unix:///old.sock');
    expect(judged({ selected, endpoints: [dead] })).toMatchSnapshot();
  });
  it("is not stale when it names docker's own socket: without it docker would look at the same", () => {
    const endpoints = [at(PATH, { kind: 'refused' }), podman];
    expect(codes({ selected: byVariable(ID), endpoints })).toEqual(['sock-stale-refused']);
  });
  it('is not stale when the engine is there and refuses', () => {
    const endpoints = [at('/old.sock', closedSocket()), podman];
    expect(codes({ selected: byVariable('unix:///old.sock'), endpoints })).toEqual(['sock-denied']);
  });
  it('is taken back for the person only where docker itself keeps it', () => {
    const selected = choice({ origin: 'currentContext', value: 'unix:///old.sock', context: 'colima' });
    expect(judged({ selected, endpoints: [dead, podman] })).toMatchObject([
      { code: 'dockerhost-stale', fixes: ['use-default-context'] },
    ]);
  });
  it.each(['--host', '--context'] as const)('by %s: it concerns this run alone', (origin) => {
    const selected = choice({ origin, value: 'unix:///old.sock' });
    const unreachable = tcp({ kind: 'unreachable', detail: 'ECONNREFUSED' });
    expect([
      ...judged({ selected, endpoints: [dead, podman] }),
      ...judged({ selected, endpoints: [dead] }),
      ...judged({ selected: choice({ origin, value: unreachable.id }), endpoints: [unreachable] }),
    ]).toMatchSnapshot();
  });
  it('names a context that does not exist', () => {
    const resolved = { kind: 'context-missing', context: 'colima', detail: 'none' } as const;
    const missing = (origin: SelectedEndpoint['origin']) =>
      judged({
        selected: choice({ origin, value: 'colima', context: 'colima', resolved }),
        endpoints: [podman],
        contexts: [{ name: 'rancher', host: 'unix:///r.sock' }],
      });
    expect(missing('currentContext')).toMatchSnapshot();
    expect(missing('DOCKER_CONTEXT')).toMatchSnapshot();
    expect(missing('--context')).toMatchSnapshot();
  });
});

describe('a value that docker reads otherwise than meant', () => {
  const elsewhere = { endpoints: [tcp({ kind: 'unreachable', detail: 'ECONNREFUSED' }, 'localhost')] };
  const bare = byVariable(PATH, { problems: ['missing-scheme'], suggestion: ID });

  it('is malformed when nothing answers there', () => {
    expect(judged({ ...elsewhere, selected: bare })).toMatchSnapshot();
  });
  it('is of no concern while it works', () => {
    expect(codes({ selected: bare })).toEqual([]);
  });
  it('is malformed when docker cannot read it at all', () => {
    const resolved = { kind: 'malformed', detail: 'x', suggestion: 'tcp://localhost:2375' } as const;
    const selected = byVariable('http://localhost:2375', { resolved, problems: ['http-scheme'] });
    expect(judged({ endpoints: [], selected })).toMatchSnapshot();
  });
  it.each([
    ['a space, which docker takes off', { problems: ['surrounding-space'], suggestion: ID }],
    ['host and port without a scheme', { problems: ['missing-scheme'], suggestion: 'tcp://localhost:2375' }],
  ] as const)('is no fault of its own: %s', (_name, more) => {
    expect(codes({ ...elsewhere, selected: byVariable('x', more) })).toEqual(['endpoint-unreachable']);
  });
});

test('ssh:// is neither fine nor broken: it was not looked at', () => {
  const selected = byVariable('ssh://ada@host', { resolved: { kind: 'unsupported', scheme: 'ssh' } });
  expect(accessSocket.evaluate({ ...healthy, selected, endpoints: [] })).toMatchObject({
    findings: [],
    missing: { kind: 'unavailable', detail: 'dockmedic cannot look through ssh:// yet' },
  });
});

describe('remarks on an engine that answers', () => {
  it('Desktop without the usual socket', () => {
    const path = '/home/ada/.docker/desktop/docker.sock';
    const selected = choice({ origin: 'currentContext', value: `unix://${path}`, context: 'desktop-linux' });
    const endpoints = [at(path, ANSWERS), at(PATH, { kind: 'missing' }, { selected: false })];
    expect(judged({ selected, endpoints })).toMatchSnapshot();
  });
  it('DOCKER_HOST over a context', () => {
    expect(judged({ selected: byVariable(ID, { overrides: 'colima' }) })).toMatchSnapshot();
    expect(codes({ selected: byVariable(ID) })).toEqual([]);
  });
});

describe('Podman alone', () => {
  const alone = { ...state({ kind: 'missing' }), installation: { ...nothing, podman: '/usr/bin/podman' } };
  it('needs no socket', () => {
    expect(accessSocket.applies?.({ ...healthy, ...alone })).toBe(
      'Docker Engine is not installed, and Podman works without a socket',
    );
  });
  it('is the engine of this host where its socket answers', () => {
    const needs = { ...healthy, ...alone, endpoints: [...(alone.endpoints ?? []), podman] };
    expect(accessSocket.applies?.(needs)).toBe(true);
    expect(accessSocket.evaluate(needs).findings).toEqual([]);
  });
});

test('no advice that a doctor must refuse', () => {
  const refused = /chmod|666|777|kill -9|rm -rf|setenforce|0\.0\.0\.0|reinstall/;
  const texts = Object.values(socketCodes).flatMap(({ remedy, cause }) => [String(remedy), String(cause)]);
  expect(texts.filter((text) => refused.test(text))).toEqual([]);
});

describe('memory', () => {
  const bytes = (availableBytes: number) => ({
    totalBytes: 8e9,
    availableBytes,
    swapTotalBytes: 2e9,
    swapFreeBytes: 0,
  });

  it.each([
    ['hardly any is left', bytes(51e6), '51 MB of 10 GB'],
    ['enough is left', bytes(4e9), undefined],
  ])('%s', (_name, memory, shown) => {
    const { findings, evidence } = accessSocket.evaluate({
      ...healthy,
      ...state({ kind: 'hung', afterMs: 2500 }),
      memory,
    });
    expect(findings[0]?.params).toMatchObject({ memory: shown });
    expect(evidence.map(({ source }) => source)).toContain('memory');
  });
});
