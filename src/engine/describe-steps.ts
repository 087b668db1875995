import {
  type Privilege,
  type Proposal,
  privilegeOf,
  type ServiceAction,
  type Step,
  type StepOf,
} from '#core/fix';
import type { Argv } from '#core/host';
import type { StepRecord } from '#core/report';
import { shellQuoted } from '#core/text';

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
  if (action === 'start' || action === 'restart') return ['service', name, action];
  return action === 'enable' ? ['update-rc.d', name, 'enable'] : undefined;
};

const openrcCommand = (action: ServiceAction, name: string): Argv | undefined => {
  if (action === 'start' || action === 'restart') return ['rc-service', name, action];
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

/** A step as a person reads it before saying yes: the exact command, its privilege, its way back. */
export const describeStep = (step: Step): StepRecord => {
  const undo = undoOf(step);
  return {
    // What a signal step shows is a command like any other.
    kind: step.kind === 'signal' ? 'exec' : step.kind,
    shows: shown(step),
    privilege: privilegeOf(step),
    why: step.why,
    ...(undo === undefined ? {} : { undo }),
  };
};

const shown = (step: Step): string => {
  switch (step.kind) {
    case 'exec':
      return shellQuoted(step.argv);
    case 'service': {
      const argv = serviceCommand(step);
      return argv === undefined
        ? `${step.action} ${step.unit} (no command for ${step.manager})`
        : shellQuoted(argv);
    }
    case 'remove-file':
      return shellQuoted(['rm', step.path]);
    case 'signal':
      return shellQuoted(signalCommand(step.signal, step.pid));
    case 'manual':
      return step.instructions;
  }
};

const undoOf = (step: Step): string | undefined => {
  switch (step.kind) {
    case 'exec':
      return step.keeps === undefined ? step.undo && shellQuoted(step.undo) : putBackWords(step.keeps, step);
    case 'service': {
      const undo = serviceUndo(step);
      return undo && shellQuoted(undo);
    }
    case 'remove-file':
      return putBackWords(step.path, step);
    case 'signal':
      return shellQuoted(signalCommand('STOP', step.pid));
    case 'manual':
      return undefined;
  }
};

/** The directory's own name is that of the run, which has none before it began. */
const putBackWords = (path: string, { privilege }: { readonly privilege: Privilege }): string =>
  `put back the copy of ${path} (content, owner, mode, times) that is kept under ${privilege === 'root' ? ROOT_COPIES : "dockmedic's state directory"}`;

/** Where root's steps keep what an undo needs. */
export const ROOT_COPIES = '/var/lib/dockmedic/backups';

export const signalCommand = (signal: 'CONT' | 'STOP', pid: number): Argv => [
  'kill',
  `-${signal}`,
  String(pid),
];

export const describePlan = (proposal: Proposal): readonly StepRecord[] => proposal.steps.map(describeStep);
