import { describe, expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { podmanUse } from '#facts/podman-use';
import { rootlessUse } from '#facts/rootless-use';
import { collected, fakeHost, fileStat, someIdentity } from '#test/support/fake-host';

const endpoint = (path: string, engine: 'podman' | 'docker' | undefined, more: object = {}) => ({
  id: `unix://${path}`,
  address: { kind: 'unix', path },
  selected: true,
  state: engine === undefined ? { kind: 'missing' } : { kind: 'answers', engine },
  ...more,
});
const DOCKER = '/var/run/docker.sock';
const OWN = '/run/user/1000/podman/podman.sock';
const both = { podman: '/usr/bin/podman', dockerd: '/usr/sbin/dockerd', dockerSnap: false };
const alone = { podman: '/usr/bin/podman', dockerSnap: false };
const down = unavailable('not-here', 'API socket', 'Podman works without a socket');

const use = (
  endpoints: readonly object[],
  installation: object = alone,
  more: { readonly origin?: string; readonly uid?: number; readonly engineInUse?: object } = {},
) => {
  const { origin = 'default', uid = 1000, engineInUse = down } = more;
  const needs = {
    identity: someIdentity({ uid }),
    installation,
    endpoints,
    selectedEndpoint: { origin },
    engineInUse,
  };
  return collected(podmanUse, fakeHost({}), needs);
};

describe('Podman is meant', () => {
  test('where there is no Docker and nobody chose anything', async () => {
    expect(await use([endpoint(DOCKER, undefined)])).toEqual({ program: '/usr/bin/podman', rootless: true });
    expect(await use([endpoint(DOCKER, undefined)], alone, { uid: 0 })).toMatchObject({ rootless: false });
  });
  test('where its socket was chosen, beside a Docker', async () => {
    const chosen = endpoint(OWN, undefined);
    expect(await use([chosen], both, { origin: 'DOCKER_HOST' })).toMatchObject({
      rootless: true,
      endpoint: chosen,
    });
    const roots = endpoint('/run/podman/podman.sock', 'podman', { stat: fileStat('socket') });
    expect(await use([roots], both, { origin: 'DOCKER_HOST' })).toMatchObject({ rootless: false });
  });
  test("where it answers at Docker's path", async () => {
    const served = endpoint(DOCKER, 'podman', { stat: fileStat('socket') });
    expect(await use([served])).toMatchObject({ rootless: false, endpoint: served });
  });
  test('where it is found', async () => {
    const found = endpoint(OWN, 'podman', { selected: false, stat: fileStat('socket', { uid: 1000 }) });
    const engineInUse = { id: found.id };
    expect(await use([endpoint(DOCKER, undefined), found], alone, { engineInUse })).toMatchObject({
      rootless: true,
      endpoint: found,
    });
  });
});

test.each([
  ['Docker is installed and answers', [endpoint(DOCKER, 'docker')], both, {}],
  ['Docker is installed and does not run', [endpoint(DOCKER, undefined)], both, {}],
  ['another engine was chosen', [endpoint('/srv/docker.sock', undefined)], alone, { origin: 'DOCKER_HOST' }],
  ['it is not installed', [endpoint(DOCKER, undefined)], { dockerSnap: false }, {}],
  [
    'it is on another machine',
    [{ ...endpoint('', 'podman'), address: { kind: 'tcp', hostName: 'far', port: 1 } }],
    alone,
    { origin: 'DOCKER_HOST' },
  ],
])('nobody hears of it where %s', async (_name, endpoints, installation, more) => {
  expect(await use(endpoints, installation, more)).toMatchObject({ reason: 'not-here' });
});

describe('rootless', () => {
  const rootless = (more: object) =>
    collected(rootlessUse, fakeHost({}), {
      identity: someIdentity(),
      localEngine: { rootless: false, installed: true, id: `unix://${DOCKER}`, activity: 'answers' },
      podmanUse: down,
      ...more,
    });
  const docker = {
    rootless: true,
    installed: true,
    id: 'unix:///run/user/1000/docker.sock',
    activity: 'stopped',
  };

  test('Docker, where its own socket was chosen', async () => {
    expect(await rootless({ localEngine: docker })).toEqual({ engine: 'docker', answers: false });
    const foreign = { ...docker, id: 'unix:///run/user/1001/docker.sock' };
    expect(await rootless({ localEngine: foreign })).toMatchObject({ reason: 'not-here' });
  });
  test('Podman, where it is meant and not root’s', async () => {
    expect(await rootless({ podmanUse: { rootless: true } })).toEqual({ engine: 'podman', answers: false });
    expect(await rootless({ podmanUse: { rootless: false } })).toMatchObject({ reason: 'not-here' });
  });
  test('neither on a host of Docker’s, nor for root', async () => {
    expect(await rootless({})).toMatchObject({ reason: 'not-here' });
    expect(await rootless({ identity: someIdentity({ uid: 0 }), localEngine: docker })).toMatchObject({
      reason: 'not-here',
    });
  });
});
