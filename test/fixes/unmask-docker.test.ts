import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { unmaskDocker } from '#fixes/unmask-docker';

const masked = {
  manager: 'systemd',
  masked: ['docker.socket', 'docker.service'],
  unit: 'docker.service',
  socketUnit: 'docker.socket',
} as const;

test('unmasks, enables and starts, after asking why it was masked', () => {
  expect(unmaskDocker.plan({ ...masked, enable: true, start: true })).toEqual({
    steps: [
      {
        kind: 'service',
        unit: 'docker.socket',
        action: 'unmask',
        manager: 'systemd',
        why: 'docker.socket is masked: systemd refuses to start it',
      },
      {
        kind: 'service',
        unit: 'docker.service',
        action: 'unmask',
        manager: 'systemd',
        why: 'docker.service is masked: systemd refuses to start it',
      },
      {
        kind: 'service',
        unit: 'docker.service',
        action: 'enable',
        manager: 'systemd',
        why: 'docker.service is to run after a reboot too',
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
    asks: 'Somebody or something masked docker.socket and docker.service: an uninstall, a rootless installation, Docker Desktop or an administrator who does not want this engine to run. Is it meant to run again?',
  });
});

test('does no more than it was asked for, and can be taken back', () => {
  const { proposal } = propose(unmaskDocker, { ...masked, enable: false, start: false });

  expect(proposal.steps.map((step) => step.kind === 'service' && step.action)).toEqual(['unmask', 'unmask']);
  expect(proposal).toMatchObject({ risk: 'safe', privilege: 'root', undoable: true });
});
