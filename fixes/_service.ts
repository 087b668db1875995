import type { ServiceManager, Step } from '#core/fix';

/** The service that is to run, and what looks after it. */
export interface ServiceTarget {
  readonly manager: ServiceManager;
  /** `docker.service`, `podman.socket` … */
  readonly unit: string;
  /** The socket unit that belongs to it, where there is one. */
  readonly socketUnit?: string;
  /** systemd has given up on it: the record of its failures must be cleared first. */
  readonly resetFailed: boolean;
}

/** The steps to a running service, or the words for a person where nothing here can do it. */
export const serviceSteps = (
  target: ServiceTarget,
  action: 'start' | 'restart',
  why: string,
): readonly Step[] => {
  const { manager, unit, socketUnit } = target;
  switch (manager) {
    case 'systemd':
    case 'systemd-user':
      return [
        ...resetSteps(target, socketUnit === undefined ? [unit] : [unit, socketUnit]),
        {
          kind: 'service',
          unit,
          action,
          manager,
          ...(socketUnit === undefined ? {} : { sockets: [socketUnit] }),
          why,
        },
      ];
    case 'openrc':
    case 'sysv':
      return [...resetSteps(target, [unit]), { kind: 'service', unit, action, manager, why }];
    case 'desktop':
    case 'launchd':
    case 'none':
      return [{ kind: 'manual', instructions: BY_HAND[manager][action], why }];
  }
};

/** An init script keeps no record of failures, so there is nothing to clear. */
const resetSteps = ({ manager, resetFailed }: ServiceTarget, units: readonly string[]): readonly Step[] =>
  resetFailed && manager !== 'sysv'
    ? units.map((unit) => ({
        kind: 'service',
        unit,
        action: 'reset-failed',
        manager,
        why: `${unit} is not started again while its failures are on record`,
      }))
    : [];

type ByHand = Readonly<Record<'start' | 'restart', string>>;

const BY_HAND: Readonly<Record<'desktop' | 'launchd' | 'none', ByHand>> = {
  desktop: {
    start:
      'Start the Docker Desktop app and wait until it says that the engine runs. With Colima: `colima start`; with Rancher Desktop or OrbStack: start that app.',
    restart: 'Docker Desktop menu: Troubleshoot, then Restart. With Colima: `colima restart`.',
  },
  launchd: {
    start:
      'Start the app that brings the engine (Docker Desktop, OrbStack, Rancher Desktop), or run `colima start`.',
    restart: 'Restart the app that brings the engine, or run `colima restart`.',
  },
  none: {
    start:
      'Nothing manages services here. Start the engine the way it was set up: the entry point of this container, its supervisor, or the script that started it.',
    restart:
      'Nothing manages services here. Restart the engine the way it was set up: this container as a whole, its supervisor, or the script that started it.',
  },
};
