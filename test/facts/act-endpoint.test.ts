import { describe, expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { actEndpoint } from '#facts/act-endpoint';
import type { EndpointState } from '#facts/endpoint-state';
import type { Endpoint } from '#facts/endpoints';
import { byPath, collected, fakeHost, fileStat, reply, someIdentity } from '#test/support/fake-host';

const answers: EndpointState = { kind: 'answers', engine: 'docker', apiVersion: '1.41', durationMs: 1 };
const endpoint = (path: string, state: EndpointState, more: Partial<Endpoint> = {}): Endpoint => ({
  id: `unix://${path}`,
  address: { kind: 'unix', path },
  label: 'some engine',
  selected: false,
  state,
  evidence: [{ source: `lstat ${path}`, observed: state.kind }],
  ...more,
});
const DOCKER = '/var/run/docker.sock';
const COLIMA = '/home/ada/.colima/default/docker.sock';
const socket = fileStat('socket');
const link = fileStat('symlink', { linkTarget: '/gone' });
const silent = unavailable('unreachable', 'connect', 'ECONNREFUSED');

const pick = (
  files: Parameters<typeof byPath>[0],
  endpoints: readonly Endpoint[],
  { environment = {}, ...more }: { environment?: Record<string, string> } & Record<string, unknown> = {},
) =>
  collected(
    actEndpoint,
    fakeHost({
      lstat: byPath(files as Record<string, typeof socket>),
      'engine-get': ({ path }) => (path === '/info' ? reply({ ID: 'other' }) : reply('OK')),
    }),
    {
      actInstallation: { path: '/usr/bin/act', answer: '' },
      identity: someIdentity({ environment }),
      endpoints,
      selectedEndpoint: { origin: 'default', resolved: { kind: 'unsupported', scheme: 'test' } },
      engineInUse: silent,
      engineInfo: silent,
      ...more,
    },
  );

describe("act's own choice", () => {
  test("docker's socket before all others", async () => {
    const found = await pick({ [DOCKER]: socket, '/run/podman/podman.sock': socket }, [
      endpoint(DOCKER, answers),
    ]);
    expect(found).toMatchObject({ origin: 'first socket found', id: `unix://${DOCKER}` });
  });

  test.each([
    '/run/podman/podman.sock',
    '/home/ada/.colima/docker.sock',
    '/run/user/1000/docker.sock',
    '/run/user/1000/podman/podman.sock',
    '/home/ada/.docker/run/docker.sock',
  ])('%s, when it is the only one', async (path) => {
    const environment = { XDG_RUNTIME_DIR: '/run/user/1000' };
    const found = await pick({ [path]: socket }, [endpoint(path, answers)], { environment });
    expect(found).toMatchObject({ id: `unix://${path}` });
  });

  test('a dead link wins over a living socket', async () => {
    const places = [endpoint(DOCKER, { kind: 'dangling', linkTarget: '/gone' }), endpoint(COLIMA, answers)];
    expect(await pick({ [DOCKER]: link }, places)).toMatchObject({
      id: `unix://${DOCKER}`,
      working: { id: `unix://${COLIMA}` },
    });
  });

  test('DOCKER_HOST before everything, and set to nothing it means the default', async () => {
    const places = [endpoint(DOCKER, { kind: 'missing' }), endpoint(COLIMA, answers)];
    expect(await pick({}, places, { environment: { DOCKER_HOST: `unix://${COLIMA}` } })).toMatchObject({
      origin: 'DOCKER_HOST',
      id: `unix://${COLIMA}`,
    });
    expect(await pick({}, places, { environment: { DOCKER_HOST: '' } })).toMatchObject({
      origin: 'empty DOCKER_HOST',
      id: `unix://${DOCKER}`,
    });
  });

  test('contexts do not count: nothing is found where docker finds its engine', async () => {
    const found = await pick({}, [endpoint(COLIMA, answers, { selected: true })]);
    expect(found).toMatchObject({ origin: 'nothing found', id: '', working: { id: `unix://${COLIMA}` } });
  });
});

describe('compared with docker', () => {
  const inUse = (path: string) => ({
    id: `unix://${path}`,
    address: { kind: 'unix', path },
    engine: 'docker',
  });

  test('the same socket is the same engine', async () => {
    const more = { engineInUse: inUse(DOCKER), engineInfo: { ID: 'one' } };
    const found = await pick({ [DOCKER]: socket }, [endpoint(DOCKER, answers)], more);
    expect(found).toMatchObject({ relation: 'same', info: { ID: 'one' } });
  });

  test.each([
    ['other', 'same'],
    ['one', 'other'],
  ])('two sockets: their IDs tell (%s: %s)', async (ID, relation) => {
    const more = { engineInUse: inUse(COLIMA), engineInfo: { ID } };
    const places = [endpoint(DOCKER, answers), endpoint(COLIMA, answers)];
    expect(await pick({ [DOCKER]: socket }, places, more)).toMatchObject({ relation });
  });
});

describe('nothing that can be judged', () => {
  test("when no engine answers anywhere, act's trouble is the engine's", async () => {
    const found = await pick({ [DOCKER]: socket }, [endpoint(DOCKER, { kind: 'refused' })]);
    expect(found).toMatchObject({ obstacle: { origin: 'engine-in-use' } });
  });

  test('ssh:// leads where we cannot follow', async () => {
    const environment = { DOCKER_HOST: 'ssh://build' };
    expect(await pick({}, [endpoint(DOCKER, answers)], { environment })).toMatchObject({
      obstacle: { origin: 'engine-in-use' },
    });
  });

  test('no act, no answer', async () => {
    expect(await pick({}, [], { actInstallation: undefined })).toBeUndefined();
  });
});
