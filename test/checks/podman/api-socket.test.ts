import { expect, test } from 'vitest';
import { podmanApiSocket } from '#checks/podman/api-socket';
import { unavailable } from '#core/answer';
import type { Endpoint } from '#facts/endpoints';
import { podmanSocketUnit } from '#facts/podman-socket-unit';
import { collected, fakeHost } from '#test/support/fake-host';

const PATH = '/run/user/1000/podman/podman.sock';
const endpoint = (kind: 'missing' | 'refused' | 'hung' | 'answers', path = PATH): Endpoint => ({
  id: `unix://${path}`,
  address: { kind: 'unix', path },
  label: 'rootless Podman',
  selected: true,
  state:
    kind === 'answers'
      ? { kind, engine: 'podman', apiVersion: '1.41', durationMs: 1 }
      : kind === 'hung'
        ? { kind, afterMs: 2500 }
        : { kind },
  evidence: [{ source: `lstat ${path}`, observed: 'ENOENT' }],
});
const program = '/usr/bin/podman';
const installation = { podman: program, dockerCliIsPodman: false, dockerSnap: false };
const unitOf = (
  activeState: string,
  loadState = 'loaded',
  manager: 'systemd' | 'systemd-user' = 'systemd-user',
) =>
  ({
    manager,
    unit: {
      ...{ loadState, activeState, unitFileState: loadState === 'masked' ? 'masked' : 'disabled' },
      ...{ execStart: [], dropInPaths: [], environmentFiles: [], triggeredBy: [] },
    },
  }) as const;

type Needs = Parameters<typeof podmanApiSocket.evaluate>[0];
const judge = (at: Endpoint | undefined, unit: Needs['unit'], more: Partial<Needs> = {}) =>
  podmanApiSocket.evaluate({
    use: { program, rootless: true, ...(at === undefined ? {} : { endpoint: at }) },
    installation,
    unit,
    ...more,
  });

test('Podman without a socket, or with one that answers, is well', () => {
  expect(judge(undefined, undefined)).toEqual({
    evidence: [{ source: program, observed: 'used without a socket' }],
    findings: [],
  });
  expect(judge(endpoint('answers'), undefined).findings).toEqual([]);
});

test.each(['missing', 'refused'] as const)(
  'podman-socket-disabled: the socket is %s and its unit is off',
  (state) => {
    expect(judge(endpoint(state), unitOf('inactive')).findings).toMatchObject([
      {
        code: 'podman-socket-disabled',
        subject: PATH,
        params: { manager: 'systemd-user', state: 'inactive and disabled' },
        fixes: [{ proposal: { fix: 'enable-podman-socket', privilege: 'user' } }],
      },
    ]);
  },
);

test('a masked unit is somebody’s wish', () => {
  expect(judge(endpoint('missing'), unitOf('inactive', 'masked')).findings).toMatchObject([
    { params: { state: 'masked' }, fixes: [] },
  ]);
});

test('a unit that is on, is not there, or cannot be seen is not blamed', () => {
  expect(judge(endpoint('missing'), unitOf('active')).findings).toEqual([]);
  expect(judge(endpoint('hung'), unitOf('inactive')).findings).toEqual([]);
  expect(judge(endpoint('missing'), unitOf('inactive', 'not-found')).findings).toEqual([]);
  const missing = unavailable(
    'unreachable',
    'systemctl --user show podman.socket',
    'Failed to connect to bus',
  );
  expect(judge(endpoint('missing'), missing)).toMatchObject({ findings: [], missing });
});

test('podman-docker-shim: a remark', () => {
  const shim = { ...installation, dockerCli: '/usr/bin/docker', dockerCliIsPodman: true };
  expect(judge(undefined, undefined, { installation: shim }).findings).toEqual([
    { code: 'podman-docker-shim', subject: '/usr/bin/docker', params: { path: '/usr/bin/docker' } },
  ]);
});

test('the unit is asked only where its socket is wanted and dead', async () => {
  const asked: string[] = [];
  const host = fakeHost({
    query: ({ argv }) => {
      asked.push(argv.join(' '));
      return {
        exitCode: 0,
        stdout: 'Id=podman.socket\nLoadState=loaded\nActiveState=inactive\n',
        stderr: '',
      };
    },
  });
  const ask = (at: Endpoint | undefined) =>
    collected(podmanSocketUnit, host, { podmanUse: { program, rootless: true, endpoint: at } });
  expect(await ask(undefined)).toBeUndefined();
  expect(await ask(endpoint('answers'))).toBeUndefined();
  expect(await ask(endpoint('missing', '/srv/podman/podman.sock'))).toBeUndefined();
  expect(asked).toEqual([]);
  expect(await ask(endpoint('missing'))).toMatchObject({
    manager: 'systemd-user',
    unit: { loadState: 'loaded' },
  });
  expect(await ask(endpoint('missing', '/run/podman/podman.sock'))).toMatchObject({ manager: 'systemd' });
  expect(asked.map((line) => line.includes('--user'))).toEqual([true, false]);
});

test('a service manager that cannot be asked is an obstacle', async () => {
  const host = fakeHost({ query: () => ({ exitCode: 1, stdout: '', stderr: 'Failed to connect to bus\n' }) });
  const podmanUse = { program, rootless: true, endpoint: endpoint('missing') };
  expect(await collected(podmanSocketUnit, host, { podmanUse })).toMatchObject({
    reason: 'unreachable',
    detail: 'Failed to connect to bus',
  });
});
