import { Command } from 'commander';
import { UsageError } from '#core/errors';
import { applyFlags, catalogueFlags, examinationFlags, recordingFlags, undoFlags } from './flags.ts';
import type { Options } from './options.ts';

export { DEFAULT_TIMEOUT_MS } from './flags.ts';

/** Called with what was typed: values that are still untyped, by name. */
type Choose = (
  command: Options['command'],
  explicit: boolean,
  operands: readonly string[],
  raw: Readonly<Record<string, unknown>>,
) => void;

/** The commands with the flags that mean something to each of them. */
export const buildProgram = (version: string, choose: Choose): Command => {
  const program = new Command('dockmedic')
    .description('A diagnostic and self-repair doctor for container hosts.')
    .version(version, '--version', 'print the version')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', EXIT_CODES);
  const act =
    (command: Options['command'], explicit: boolean) =>
    (...called: unknown[]) => {
      const self = called.at(-1); // after the operands, where there are any, and the options
      if (self instanceof Command) choose(command, explicit, self.args, given(self));
    };

  examinationFlags(program).argument('[checks...]', 'as for check').action(act('check', false));
  examinationFlags(program.command('check'))
    .description('examine this host; with ids or categories, only those checks')
    .argument('[ids...]')
    .action(act('check', true));
  applyFlags(examinationFlags(program.command('fix')))
    .description('plan, confirm, apply and prove a repair, named by fix id or finding code')
    .argument('[names...]', 'without one, the fix of the next action')
    .action(act('fix', true));
  undoFlags(program.command('undo'))
    .description('take a repair back, from the journal that it has left')
    .argument(
      '[run]',
      'its name, as --list shows it; without one, the latest that left something to take back',
    )
    .action(act('undo', true));
  catalogueFlags(program.command('list'))
    .description('the catalogue of checks, codes and fixes')
    .action(act('list', true));
  recordingFlags(program.command('capture'))
    .description('record what this host answers, secrets removed')
    .argument('[file]', 'where the recording goes; standard output without one, and for -')
    .action(act('capture', true));
  return program;
};

/** Flags may stand before the command or after it: those that were typed win over defaults, the later win. */
const given = (command: Command): Readonly<Record<string, unknown>> => {
  const before = command.parent === null ? {} : typed(command.parent);
  refuseUnknown(command, before);
  return { ...command.opts(), ...before, ...typed(command) };
};

const typed = (command: Command): object =>
  Object.fromEntries(
    Object.entries(command.opts()).filter(([name]) => command.getOptionValueSource(name) === 'cli'),
  );

/** The program's own flags are read wherever they stand: those that mean nothing to the command end here. */
const refuseUnknown = (command: Command, before: object): void => {
  const known = new Set(command.options.map((option) => option.attributeName()));
  const unknown = Object.keys(before).find((name) => !known.has(name));
  if (unknown === undefined) return;
  const flag = command.parent?.options.find((option) => option.attributeName() === unknown);
  throw new UsageError(
    `${flag?.long ?? unknown} means nothing to ${command.name()}. See dockmedic ${command.name()} --help.`,
  );
};

const EXIT_CODES = `
Exit codes:
  0  every required check was verified and none reached --fail-on
  1  at least one did
  2  usage or configuration error; nothing ran
  3  inconclusive: nothing failed, but something required could not be verified
  4  a repair was asked for and is not proven, or an undo was and is not done
  130, 143  interrupted
`;
