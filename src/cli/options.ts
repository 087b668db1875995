import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '#core/errors';
import { RISKS, type Risk } from '#core/fix';
import type { FailOn } from '#engine/assemble-report';

export type FormatName = 'json' | 'text';
export interface Format {
  readonly name: FormatName;
  /** Absent: standard output. */
  readonly path?: string;
}

export interface Options {
  readonly command: 'check' | 'fix' | 'list' | 'capture';
  /** Check ids and categories for `check`, fix ids and finding codes for `fix`, the file for `capture`. */
  readonly operands: readonly string[];
  readonly explicit: boolean;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly formats: readonly Format[];
  readonly host?: string;
  readonly context?: string;
  readonly failOn: FailOn;
  readonly timeoutMs: number;
  readonly passive: boolean;
  readonly offline: boolean;
  readonly waitMs: number;
  readonly config?: string;
  readonly replay?: string;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly maxRisk: Risk;
}

/** What the arguments come to: options, or a text to print (`--help`, `--version`). */
export type Parsed =
  | { readonly kind: 'options'; readonly options: Options }
  | { readonly kind: 'notice'; readonly text: string };

/** Reads the command line. Throws `UsageError` with one sentence that says what to change. */
export const parseArguments = (argv: readonly string[], version: string): Parsed => {
  let chosen: Options | undefined;
  let printed = '';
  const program = buildProgram(version, (options) => {
    chosen = options;
  });
  const configure = (command: Command): void => {
    command.exitOverride().configureOutput({
      writeOut: (text) => {
        printed += text;
      },
      writeErr: () => undefined,
    });
    for (const child of command.commands) configure(child);
  };
  configure(program);
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'notice', text: printed };
    throw new UsageError(`${sentence(error.message)} See dockmedic --help.`);
  }
  if (chosen === undefined)
    return { kind: 'notice', text: printed === '' ? program.helpInformation() : printed };
  return { kind: 'options', options: chosen };
};

const sentence = (message: string): string => {
  const text = message.replace(/^error: /, '').replace('(outputHelp)', 'there is no such command');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!)]$/.test(text) ? '' : '.'}`;
};

const buildProgram = (version: string, choose: (options: Options) => void): Command => {
  const program = new Command('dockmedic')
    .description('A diagnostic and self-repair doctor for container hosts.')
    .version(version, '--version', 'print the version')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', EXIT_CODES);
  const act =
    (command: Options['command'], explicit: boolean) =>
    (...called: unknown[]) => {
      const self = called.at(-1); // after the operands, where there are any, and the options
      if (self instanceof Command) choose(collect(command, explicit, self.args, given(self)));
    };

  commonOptions(program).argument('[checks...]').action(act('check', false));
  commonOptions(
    program
      .command('check')
      .description('examine this host; with ids or categories, only those checks')
      .argument('[ids...]'),
  ).action(act('check', true));
  fixOptions(
    commonOptions(
      program
        .command('fix')
        .description('plan, confirm, apply and prove a repair, named by fix id or finding code')
        .argument('[names...]'),
    ),
  ).action(act('fix', true));
  commonOptions(program.command('list').description('the catalogue of checks, codes and fixes')).action(
    act('list', true),
  );
  commonOptions(
    program
      .command('capture')
      .description('record what this host answers, secrets removed')
      .argument('[file]'),
  ).action(act('capture', true));
  return program;
};

/** Flags may stand before the command or after it: those that were typed win over defaults, the later win. */
const given = (command: Command): Readonly<Record<string, unknown>> => {
  const typed = (one: Command): object =>
    Object.fromEntries(
      Object.entries(one.opts()).filter(([name]) => one.getOptionValueSource(name) === 'cli'),
    );
  return { ...command.opts(), ...(command.parent === null ? {} : typed(command.parent)), ...typed(command) };
};

const commonOptions = (command: Command): Command =>
  command
    .option('--json', 'one JSON document on standard output (same as --format json)')
    .option(
      '--format <name[:path]>',
      'json or text, to a file when a path is given; repeatable',
      collectList,
      [],
    )
    .option('--only <id>', 'only this check or category; repeatable', collectList, [])
    .option('--skip <id>', 'leave this check or category out; repeatable', collectList, [])
    .option(
      '-H, --host <endpoint>',
      'the engine to examine, as docker understands it (unix://…, tcp://…), or "local"',
    )
    .option('-c, --context <name>', 'the docker context to examine')
    .addOption(
      new Option('--fail-on <severity>', 'from which severity the exit code is 1')
        .choices(['error', 'warning', 'never'])
        .default('error'),
    )
    .option('--timeout <seconds>', 'deadline of the whole run', positiveSeconds, 30_000)
    .option('--passive', 'no probe that creates anything on the host')
    .option('--offline', 'no question to name servers')
    .option(
      '--wait [seconds]',
      'look again until the host is healthy, 60 seconds at most unless told',
      positiveSeconds,
    )
    .option('--config <file>', 'a JSON configuration file')
    .option('--replay <file>', 'judge a recording made by capture instead of this host')
    .option('--verbose', 'the evidence of every row, and on standard error each call with its time')
    .option('--quiet', 'only the verdict, the root causes and the next action')
    .option('--no-color', 'no colour (also NO_COLOR)');

const fixOptions = (command: Command): Command =>
  command
    .option('--dry-run', 'show the plan, change nothing')
    .option('--yes', 'do not ask (needed off a terminal)')
    .addOption(
      new Option('--max-risk <risk>', 'with --yes, the highest risk that is accepted')
        .choices(RISKS)
        .default('safe'),
    );

const EXIT_CODES = `
Exit codes:
  0  every required check was verified and none reached --fail-on
  1  at least one did
  2  usage or configuration error; nothing ran
  3  inconclusive: nothing failed, but something required could not be verified
  4  a repair was asked for and is not proven
  130, 143  interrupted
`;

const collectList = (value: string, earlier: readonly string[]): readonly string[] => [...earlier, value];

const positiveSeconds = (value: string): number => {
  const seconds = Number(value);
  if (!Number.isFinite(seconds) || seconds <= 0 || seconds > 86_400) {
    throw new InvalidArgumentError('It must be a number of seconds above 0 and up to 86400.');
  }
  return seconds * 1000;
};

// Commander's values are untyped; each is narrowed here, once.
const collect = (
  command: Options['command'],
  explicit: boolean,
  operands: readonly string[],
  raw: Readonly<Record<string, unknown>>,
): Options => {
  const wait = raw['wait'];
  if (raw['host'] !== undefined && raw['context'] !== undefined)
    throw new UsageError('--host and --context name two engines. Give one of them.');
  return {
    command,
    explicit,
    operands,
    only: listOf(raw['only']),
    skip: listOf(raw['skip']),
    formats: formatsOf(raw['json'] === true, listOf(raw['format'])),
    ...textOf('host', raw['host']),
    ...textOf('context', raw['context']),
    ...textOf('config', raw['config']),
    ...textOf('replay', raw['replay']),
    failOn: raw['failOn'] as FailOn, // one of its choices
    timeoutMs: Number(raw['timeout']),
    passive: raw['passive'] === true,
    offline: raw['offline'] === true,
    waitMs: wait === true ? 60_000 : typeof wait === 'number' ? wait : 0,
    verbose: raw['verbose'] === true,
    quiet: raw['quiet'] === true,
    color: raw['color'] !== false,
    dryRun: raw['dryRun'] === true,
    yes: raw['yes'] === true,
    maxRisk: (raw['maxRisk'] ?? 'safe') as Risk, // one of its choices
  };
};

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

const textOf = <K extends string>(name: K, value: unknown): { readonly [P in K]?: string } =>
  typeof value === 'string' ? ({ [name]: value } as { [P in K]: string }) : {}; // one computed key of type K

/** Standard output carries one document; what is asked for twice is written once. */
const formatsOf = (json: boolean, texts: readonly string[]): readonly Format[] => {
  const asked = [...(json ? ['json'] : []), ...texts];
  const formats = [...new Set(asked)].map(parseFormat);
  const toStdout = formats.filter(({ path }) => path === undefined).map(({ name }) => name);
  if (toStdout.length > 1) {
    throw new UsageError(
      `Standard output holds one format, not ${toStdout.join(' and ')}. Write the other to a file: --format NAME:PATH.`,
    );
  }
  return formats;
};

const parseFormat = (text: string): Format => {
  const [, name, path] = /^(\w+)(?::(.+))?$/s.exec(text) ?? [];
  if (name !== 'json' && name !== 'text') {
    throw new UsageError(`Unknown format "${text}". Known are json and text, each with an optional :path.`);
  }
  return path === undefined ? { name } : { name, path };
};
