import { isUnavailable } from '#core/answer';
import { privilegeOf, type ServiceAction, type ServiceManager, type StepOf } from '#core/fix';
import type { Argv, Host } from '#core/host';
import { bare, serviceCommand, serviceUndo } from '#core/service-command';
import type { Watch } from '#core/watch';
import type { Prepared } from './prepare.ts';

type ServiceStep = StepOf<'service'>;

export const prepareService = async (step: ServiceStep, host: Host): Promise<Prepared> => {
  const argv = serviceCommand(step);
  if (argv === undefined) {
    return {
      kind: 'refused',
      text: `there is no command to ${step.action} ${step.unit} here (${step.manager})`,
    };
  }
  const before = await lookBefore(step, host);
  if (before.already !== undefined) return { kind: 'nothing-to-do', text: before.already };
  const privilege = privilegeOf(step);
  const undo = undoFor(step, before.units);
  const watch = watchFor(step, before.units);
  return {
    kind: 'ready',
    act: { argv, privilege },
    ...(watch === undefined ? {} : { watch }),
    ...(undo === undefined ? {} : { inverse: undo.map((argv) => ({ argv, privilege })) }),
    // Stopping, disabling or masking what was so before is right wherever the step broke off.
    inverseAfterFailure: true,
  };
};

const undoFor = (step: ServiceStep, units: readonly string[]): readonly Argv[] | undefined => {
  const unit = units.at(-1);
  if (unit === undefined) return [];
  const undo = serviceUndo({ ...step, unit, sockets: units.slice(0, -1) });
  if (undo !== undefined) return [undo];
  // Clearing the record of a failure leaves nothing to take back.
  return step.action === 'reset-failed' ? [] : undefined;
};

const watchFor = ({ action, manager, unit }: ServiceStep, units: readonly string[]): Watch | undefined => {
  if (isAgain(action) || action === 'reset-failed' || units.length === 0) return undefined;
  if (manager === 'systemd' || manager === 'systemd-user') {
    const question = action === 'start' ? 'is-active' : 'is-enabled';
    return { kind: 'units', question, units, user: manager === 'systemd-user' };
  }
  return action === 'start'
    ? { kind: 'service-status', argv: statusCommand(manager, bare(unit)) }
    : undefined;
};

/** It leaves the service running as before, so there is nothing to look at and nothing to take back. */
const isAgain = (action: ServiceAction): action is 'restart' | 'reload' =>
  action === 'restart' || action === 'reload';

interface Before {
  /** Why there is nothing to do. */
  readonly already?: string;
  /** The units that the inverse is about: those that the step changes. */
  readonly units: readonly string[];
}

const lookBefore = async (step: ServiceStep, host: Host): Promise<Before> => {
  const { unit, sockets = [], action } = step;
  const units = [...sockets, unit];
  const untouched: Before = { units };
  if (isAgain(action)) return untouched;
  if (step.manager !== 'systemd' && step.manager !== 'systemd-user')
    return lookAtScript(step, untouched, host);
  const words = await ask(step, host, units);
  if (words === undefined) return untouched;
  if (units.every((_unit, at) => settled(action, words[at]))) {
    return { ...untouched, already: `${unit} is ${words.at(-1)}: nothing to do` };
  }
  return action === 'start' ? { units: units.filter((_unit, at) => !isUp(words[at])) } : untouched;
};

const QUESTIONS: Readonly<Record<Exclude<ServiceAction, 'restart' | 'reload'>, string>> = {
  start: 'is-active',
  'reset-failed': 'is-failed',
  enable: 'is-enabled',
  unmask: 'is-enabled',
};

/** One word of systemd per unit, in their order. Its exit code only repeats them. */
const ask = async (
  { manager, action }: ServiceStep,
  host: Host,
  units: readonly string[],
): Promise<readonly string[] | undefined> => {
  if (isAgain(action)) return undefined;
  const scope = manager === 'systemd-user' ? ['--user'] : [];
  const output = await host.query(['systemctl', ...scope, QUESTIONS[action], ...units]);
  if (isUnavailable(output)) return undefined;
  const words = output.stdout.split('\n').map((line) => line.trim());
  return words.filter((word) => word !== '').length === units.length
    ? words.slice(0, units.length)
    : undefined;
};

const settled = (action: ServiceAction, word: string | undefined): boolean => {
  switch (action) {
    case 'start':
      return word === 'active';
    case 'reset-failed':
      return word !== 'failed';
    case 'enable':
      return word === 'enabled';
    case 'unmask':
      return word !== 'masked' && word !== 'masked-runtime';
    case 'restart':
    case 'reload':
      return false;
  }
};

/** What ran before the start, or was about to, is not stopped on the way back. */
const isUp = (word: string | undefined): boolean =>
  word === 'active' || word === 'activating' || word === 'reloading';

/** Init scripts answer `status` by their exit code: 0 means that the service runs. */
const lookAtScript = async (step: ServiceStep, untouched: Before, host: Host): Promise<Before> => {
  if (step.action !== 'start') return untouched;
  const name = bare(step.unit);
  const output = await host.query(statusCommand(step.manager, name));
  const runs = !isUnavailable(output) && output.exitCode === 0;
  return runs ? { ...untouched, already: `${name} runs already` } : untouched;
};

const statusCommand = (manager: ServiceManager, name: string): Argv =>
  manager === 'openrc' ? ['rc-service', name, 'status'] : ['service', name, 'status'];
