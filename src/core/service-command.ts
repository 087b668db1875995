import type { ServiceAction, StepOf } from './fix.ts';
import type { Argv } from './host.ts';

type ServiceStep = StepOf<'service'>;

/** The command that a service step comes to under its service manager. `undefined`: there is none. */
export const serviceCommand = (step: ServiceStep): Argv | undefined => {
  const { manager, action, unit, sockets = [] } = step;
  switch (manager) {
    case 'systemd':
      return ['systemctl', action, ...sockets, unit];
    case 'systemd-user':
      return ['systemctl', '--user', action, ...sockets, unit];
    case 'sysv':
      return sysvCommand(action, bare(unit));
    case 'openrc':
      return openrcCommand(action, bare(unit));
    case 'launchd':
    case 'desktop':
    case 'none':
      return undefined;
  }
};

const sysvCommand = (action: ServiceAction, name: string): Argv | undefined => {
  if (action === 'start' || action === 'restart' || action === 'reload') return ['service', name, action];
  return action === 'enable' ? ['update-rc.d', name, 'enable'] : undefined;
};

const openrcCommand = (action: ServiceAction, name: string): Argv | undefined => {
  if (action === 'start' || action === 'restart' || action === 'reload') return ['rc-service', name, action];
  if (action === 'reset-failed') return ['rc-service', name, 'zap'];
  return action === 'enable' ? ['rc-update', 'add', name, 'default'] : undefined;
};

/** Init scripts have no suffix. */
export const bare = (unit: string): string => unit.replace(/\.(service|socket)$/, '');

const INVERSE: Partial<Readonly<Record<ServiceAction, string>>> = {
  start: 'stop',
  enable: 'disable',
  unmask: 'mask',
};

/** The command that takes a service step back, where there is one. */
export const serviceUndo = ({ manager, action, unit, sockets = [] }: ServiceStep): Argv | undefined => {
  const inverse = INVERSE[action];
  if (inverse === undefined) return undefined;
  const name = bare(unit);
  switch (manager) {
    case 'systemd':
      return ['systemctl', inverse, ...sockets, unit];
    case 'systemd-user':
      return ['systemctl', '--user', inverse, ...sockets, unit];
    case 'sysv':
      return action === 'start' ? ['service', name, 'stop'] : ['update-rc.d', name, 'disable'];
    case 'openrc':
      return action === 'start' ? ['rc-service', name, 'stop'] : ['rc-update', 'del', name, 'default'];
    case 'launchd':
    case 'desktop':
    case 'none':
      return undefined;
  }
};
