import { unavailable } from '#core/answer';
import type { AnyFinding } from '#core/finding';
import { describePlan } from '#engine/describe-steps';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';

/** A running engine of this host that systemd looks after, and its file. */
export const targetOf = (
  text: string | undefined,
  more: Partial<DaemonJsonTarget> = {},
): DaemonJsonTarget => ({
  path: '/etc/docker/daemon.json',
  text,
  reader: { engineVersion: '26.1.5' },
  running: true,
  inUse: { kind: 'unix', path: '/var/run/docker.sock' },
  service: { manager: 'systemd', unit: 'docker.service', resetFailed: false },
  dockerd: { path: '/usr/sbin/dockerd', major: 26 },
  interrupts: ['web'],
  ...more,
});

export const noTarget = unavailable('denied', 'read /etc/docker/daemon.json', 'EACCES');

/** The lines that the plans of a finding add (+) and take out (-), and the fixes by their names. */
export const offersOf = ({ fixes = [] }: AnyFinding) =>
  fixes.map(({ proposal }) => ({
    fix: proposal.fix,
    lines: describePlan(proposal)
      .flatMap(({ diff = '' }) => diff.split('\n'))
      .filter((line) => /^[+-](?![+-])/.test(line))
      .map((line) => line.replace(/\s+/g, ' ').trim()),
  }));
