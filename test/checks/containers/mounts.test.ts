import { expect, test } from 'vitest';
import { containersMounts } from '#checks/containers/mounts';
import { type UnsharedMount, unsharedMounts } from '#facts/unshared-mounts';
import { byPath, collected, fakeHost } from '#test/support/fake-host';

const look = (...unshared: readonly UnsharedMount[]) =>
  containersMounts.evaluate({
    engine: {
      id: 'unix:///var/run/docker.sock',
      address: { kind: 'unix', path: '/var/run/docker.sock' },
      engine: 'docker',
      apiVersion: '1.41',
      via: 'selected',
      label: 'Docker',
    },
    errors: { asked: unshared.length, errors: [] },
    unshared,
  });

test('nothing kept a container from starting', () => {
  expect(look()).toEqual({
    evidence: [
      { source: 'GET /containers/{id}/json of containers that do not run', observed: 'there is none' },
    ],
    findings: [],
  });
});

const agent: UnsharedMount = { container: 'agent', path: '/srv/agent', mountPoint: '/', wanted: 'shared' };

test('mount-not-shared, which may be cured by now', () => {
  expect(look({ ...agent, isSharedNow: false }, agent).findings).toMatchObject([
    { code: 'mount-not-shared', subject: 'agent', params: { path: '/srv/agent', isSharedNow: false } },
    { code: 'mount-not-shared' },
  ]);
  expect(look(agent).findings[0]).not.toHaveProperty('severity');
  expect(look({ ...agent, isSharedNow: true }).findings).toMatchObject([{ severity: 'info' }]);
});

// The first as Docker 20.10.24 keeps it; the second: https://github.com/kubernetes-retired/drivers/issues/73
test.each([
  ['path /srv/agent is mounted on / but it is not a shared mount', '/srv/agent', '/', true],
  [
    'linux mounts: Path /var/lib/kubelet/pods is mounted on /var/lib/kubelet/pods but it is not a shared mount.',
    '/var/lib/kubelet/pods',
    '/var/lib/kubelet/pods',
    false,
  ],
])('the words of the engine: %s', async (error, path, mountPoint, isSharedNow) => {
  const mounts =
    '22 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n23 22 8:1 / /var/lib/kubelet/pods rw - ext4 /dev/sda1 rw\n';
  const host = fakeHost({ 'read-file': byPath({ '/proc/self/mountinfo': mounts }) });
  const errors = [
    { container: 'agent', error },
    { container: 'web', error: 'address already in use' },
  ];
  expect(await collected(unsharedMounts, host, { startErrors: { asked: 2, errors } })).toEqual([
    { container: 'agent', path, mountPoint, wanted: 'shared', isSharedNow },
  ]);
});
