import type { Proposal, ServiceAction, ServiceManager, Step } from '#core/fix';
import type { Argv } from '#core/host';
import type { StepRecord } from '#core/report';
import { shellQuoted } from '#core/text';

/** The command that a service step comes to under each service manager. `undefined`: there is none. */
export const serviceCommand = (
  manager: ServiceManager,
  action: ServiceAction,
  unit: string,
): Argv | undefined => {
  switch (manager) {
    case 'systemd':
      return ['systemctl', action, unit];
    case 'systemd-user':
      return ['systemctl', '--user', action, unit];
    case 'sysv':
      return sysvCommand(action, unit);
    case 'openrc':
      return openrcCommand(action, unit);
    case 'launchd':
    case 'desktop':
    case 'none':
      return undefined;
  }
};

const sysvCommand = (action: ServiceAction, unit: string): Argv | undefined => {
  if (action === 'start' || action === 'restart') return ['service', bare(unit), action];
  return action === 'enable' ? ['update-rc.d', bare(unit), 'enable'] : undefined;
};

const openrcCommand = (action: ServiceAction, unit: string): Argv | undefined => {
  if (action === 'start' || action === 'restart') return ['rc-service', bare(unit), action];
  return action === 'enable' ? ['rc-update', 'add', bare(unit), 'default'] : undefined;
};

const bare = (unit: string): string => unit.replace(/\.service$/, '');

const INVERSE: Partial<Readonly<Record<ServiceAction, string>>> = {
  start: 'stop',
  enable: 'disable',
  unmask: 'mask',
};

/** The command that takes a service step back, where there is one. */
export const serviceUndo = (manager: ServiceManager, action: ServiceAction, unit: string): Argv | undefined => {
  const inverse = INVERSE[action];
  if (inverse === undefined) return undefined;
  switch (manager) {
    case 'systemd':
      return ['systemctl', inverse, unit];
    case 'systemd-user':
      return ['systemctl', '--user', inverse, unit];
    case 'sysv':
      return action === 'start' ? ['service', bare(unit), 'stop'] : ['update-rc.d', bare(unit), 'disable'];
    case 'openrc':
      return action === 'start' ? ['rc-service', bare(unit), 'stop'] : ['rc-update', 'del', bare(unit), 'default'];
    case 'launchd':
    case 'desktop':
    case 'none':
      return undefined;
  }
};

/** A step as a person reads it before saying yes: the exact command, its privilege, its way back. */
export const describeStep = (step: Step): StepRecord => {
  switch (step.kind) {
    case 'exec':
      return {
        kind: step.kind,
        shows: shellQuoted(step.argv),
        privilege: step.privilege,
        why: step.why,
        ...(step.undo === undefined ? {} : { undo: shellQuoted(step.undo) }),
      };
    case 'service':
      return describeService(step);
    case 'remove-file':
      return {
        kind: step.kind,
        shows: shellQuoted(['rm', step.path]),
        privilege: step.privilege,
        why: step.why,
        undo: `write ${step.path} again with the text that was read from it`,
      };
    case 'manual':
      return { kind: step.kind, shows: step.instructions, privilege: 'user', why: step.why };
  }
};

const describeService = (step: Extract<Step, { kind: 'service' }>): StepRecord => {
  const argv = serviceCommand(step.manager, step.action, step.unit);
  const undo = serviceUndo(step.manager, step.action, step.unit);
  return {
    kind: 'service',
    shows: argv === undefined ? `${step.action} ${step.unit} (no command for ${step.manager})` : shellQuoted(argv),
    privilege: step.manager === 'systemd-user' ? 'user' : 'root',
    why: step.why,
    ...(undo === undefined ? {} : { undo: shellQuoted(undo) }),
  };
};

export const describePlan = (proposal: Proposal): readonly StepRecord[] => proposal.steps.map(describeStep);
