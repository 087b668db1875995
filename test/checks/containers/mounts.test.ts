import { expect, test } from 'vitest';
import { containersMounts } from '#checks/containers/mounts';

const look = (...errors: readonly string[]) =>
  containersMounts.evaluate({
    engine: {
      id: 'unix:///var/run/docker.sock',
      address: { kind: 'unix', path: '/var/run/docker.sock' },
      engine: 'docker',
      apiVersion: '1.41',
      via: 'selected',
      label: 'Docker',
    },
    errors: { asked: errors.length, errors: errors.map((error) => ({ container: 'agent', error })) },
  });

test('nothing kept a container from starting', () => {
  expect(look()).toEqual({
    evidence: [
      { source: 'GET /containers/{id}/json of containers that do not run', observed: 'there is none' },
    ],
    findings: [],
  });
  expect(look('Error starting userland proxy: address already in use').findings).toEqual([]);
});

// The first as Docker 20.10.24 keeps it; the second: https://github.com/kubernetes-retired/drivers/issues/73
test.each([
  ['path /srv/agent is mounted on / but it is not a shared mount', '/srv/agent', '/', 'shared'],
  [
    'linux mounts: Path /var/lib/kubelet/pods is mounted on /var/lib/kubelet/pods but it is not a shared mount.',
    '/var/lib/kubelet/pods',
    '/var/lib/kubelet/pods',
    'shared',
  ],
])('mount-not-shared: %s', (error, path, mountPoint, wanted) => {
  expect(look(error).findings).toMatchObject([
    { code: 'mount-not-shared', subject: 'agent', params: { container: 'agent', path, mountPoint, wanted } },
  ]);
});
