import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { startDocker } from '#fixes/start-docker';

test('under systemd: forgets the failures first, then starts socket and service', () => {
  expect(
    startDocker.plan({
      manager: 'systemd',
      unit: 'docker.service',
      socketUnit: 'docker.socket',
      resetFailed: true,
    }),
  ).toEqual({
    steps: [
      {
        kind: 'service',
        unit: 'docker.service',
        action: 'reset-failed',
        manager: 'systemd',
        why: 'docker.service is not started again while its failures are on record',
      },
      {
        kind: 'service',
        unit: 'docker.socket',
        action: 'reset-failed',
        manager: 'systemd',
        why: 'docker.socket is not started again while its failures are on record',
      },
      {
        kind: 'service',
        unit: 'docker.service',
        action: 'start',
        manager: 'systemd',
        sockets: ['docker.socket'],
        why: 'docker.service does not run',
      },
    ],
  });
});

test.each(['systemd-user', 'openrc', 'sysv'] as const)('under %s: starts the service', (manager) => {
  expect(startDocker.plan({ manager, unit: 'docker.service', resetFailed: false })).toEqual({
    steps: [
      {
        kind: 'service',
        unit: 'docker.service',
        action: 'start',
        manager,
        why: 'docker.service does not run',
      },
    ],
  });
});

test('an init script has no record of failures to clear', () => {
  expect(startDocker.plan({ manager: 'sysv', unit: 'docker', resetFailed: true }).steps).toHaveLength(1);
});

test.each([
  ['desktop', 'Docker Desktop app'],
  ['launchd', '`colima start`'],
  ['none', 'Nothing manages services here'],
] as const)('under %s: says what a person has to do', (manager, words) => {
  const { proposal } = propose(startDocker, { manager, unit: 'docker.service', resetFailed: true });

  expect(proposal).toMatchObject({
    manual: true,
    privilege: 'user',
    steps: [{ kind: 'manual', instructions: expect.stringContaining(words) }],
  });
});

test('needs root under systemd, not under the systemd of a user, and can be taken back', () => {
  const args = { unit: 'docker.service', resetFailed: true };

  expect(propose(startDocker, { ...args, manager: 'systemd' }).proposal).toMatchObject({
    risk: 'safe',
    privilege: 'root',
    undoable: true,
    manual: false,
  });
  expect(propose(startDocker, { ...args, manager: 'systemd-user' }).proposal.privilege).toBe('user');
});
