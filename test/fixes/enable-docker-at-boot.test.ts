import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { enableDockerAtBoot } from '#fixes/enable-docker-at-boot';

test.each(['systemd', 'openrc', 'sysv'] as const)('enables the service under %s', (manager) => {
  expect(enableDockerAtBoot.plan({ manager, unit: 'docker.service' })).toEqual({
    steps: [
      {
        kind: 'service',
        unit: 'docker.service',
        action: 'enable',
        manager,
        why: 'docker.service is not started at boot',
      },
    ],
    notes: [],
  });
});

test('a service of a user needs lingering to run at boot', () => {
  expect(enableDockerAtBoot.plan({ manager: 'systemd-user', unit: 'docker.service' }).notes).toEqual([
    'Services of a user run at boot only when lingering is on: `loginctl enable-linger`.',
  ]);
});

test.each(['desktop', 'launchd', 'none'] as const)('is left to the person under %s', (manager) => {
  expect(propose(enableDockerAtBoot, { manager, unit: 'docker.service' }).proposal.manual).toBe(true);
});
