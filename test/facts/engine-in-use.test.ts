import { describe, expect, it } from 'vitest';
import type { EndpointState } from '#facts/endpoint-state';
import type { Endpoint } from '#facts/endpoints';
import { engineInUse } from '#facts/engine-in-use';
import type { Installation } from '#facts/installation';
import { collected, fakeHost } from '#test/support/fake-host';

const ANSWERS: EndpointState = { kind: 'answers', engine: 'podman', apiVersion: '1.41', durationMs: 1 };
const MISSING: EndpointState = { kind: 'missing' };

const at = (path: string, state: EndpointState, selected = false): Endpoint => ({
  id: `unix://${path}`,
  address: { kind: 'unix', path },
  label: 'engine',
  selected,
  state,
  evidence: [{ source: `lstat ${path}`, observed: 'ENOENT' }],
});

const DOCKER = '/var/run/docker.sock';
const PODMAN = '/run/podman/podman.sock';

const inUse = (endpoints: readonly Endpoint[], installed: Partial<Installation>, origin = 'default') =>
  collected(engineInUse, fakeHost({}), {
    endpoints,
    selectedEndpoint: { origin, value: `unix://${DOCKER}`, resolved: { kind: 'address' } },
    installation: { dockerCliIsPodman: false, dockerSnap: false, ...installed },
  });

describe('engine-in-use', () => {
  it('is the selected one when it answers', async () => {
    expect(await inUse([at(DOCKER, ANSWERS, true), at(PODMAN, ANSWERS)], {})).toMatchObject({
      id: `unix://${DOCKER}`,
      via: 'selected',
    });
  });

  it('is Podman where Docker is not installed and nobody chose it', async () => {
    expect(await inUse([at(DOCKER, MISSING, true), at(PODMAN, ANSWERS)], {})).toMatchObject({
      id: `unix://${PODMAN}`,
      via: 'found',
    });
  });

  it('is none where Docker is installed and stopped, whatever else answers', async () => {
    const dockerd = '/usr/sbin/dockerd';
    expect(await inUse([at(DOCKER, MISSING, true), at(PODMAN, ANSWERS)], { dockerd })).toMatchObject({
      reason: 'unreachable',
    });
  });

  it('is none where somebody chose a dead one', async () => {
    const answer = await inUse([at(DOCKER, MISSING, true), at(PODMAN, ANSWERS)], {}, 'DOCKER_HOST');
    expect(answer).toMatchObject({ reason: 'unreachable' });
  });

  it('says that it cannot look through ssh://', async () => {
    const selectedEndpoint = {
      origin: 'DOCKER_HOST',
      value: 'ssh://ada@host',
      resolved: { kind: 'unsupported', scheme: 'ssh' },
    };
    const installation = { dockerCliIsPodman: false, dockerSnap: false };
    expect(
      await collected(engineInUse, fakeHost({}), { endpoints: [], selectedEndpoint, installation }),
    ).toMatchObject({ reason: 'unreachable', detail: 'dockmedic cannot look through ssh:// yet' });
  });

  it('is not missed where Podman works without a socket', async () => {
    const podman = '/usr/bin/podman';
    expect(await inUse([at(DOCKER, MISSING, true)], { podman })).toMatchObject({ reason: 'not-here' });
  });
});
