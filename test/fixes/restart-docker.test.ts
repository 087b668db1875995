import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { restartDocker } from '#fixes/restart-docker';

const target = {
  manager: 'systemd',
  unit: 'docker.service',
  socketUnit: 'docker.socket',
  resetFailed: false,
} as const;

test('restarts socket and service together, and lists what stops', () => {
  expect(restartDocker.plan({ ...target, interrupts: ['web', 'db'] })).toEqual({
    steps: [
      {
        kind: 'service',
        unit: 'docker.service',
        action: 'restart',
        manager: 'systemd',
        sockets: ['docker.socket'],
        why: 'docker.service has to begin anew',
      },
    ],
    notes: ['These containers stop: web, db. Those with a restart policy come back.'],
  });
});

test.each([
  [
    undefined,
    'All running containers stop, unless live-restore is on. Those with a restart policy come back.',
  ],
  [[], 'No running container is interrupted.'],
])('says what it interrupts when it knows of %j', (interrupts, note) => {
  expect(
    restartDocker.plan({ ...target, ...(interrupts === undefined ? {} : { interrupts }) }).notes,
  ).toEqual([note]);
});

test('is disruptive and cannot be taken back', () => {
  expect(propose(restartDocker, target).proposal).toMatchObject({ risk: 'disruptive', undoable: false });
});

test('an app has to be restarted by a person', () => {
  expect(propose(restartDocker, { ...target, manager: 'desktop' }).proposal.manual).toBe(true);
});
