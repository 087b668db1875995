import { type Command, CommanderError } from 'commander';
import { UsageError } from '#core/errors';
import type { Risk } from '#core/fix';
import type { FailOn } from '#engine/assemble-report';
import { refuseContradictions } from './contradictions.ts';
import { type Format, formatsOf } from './formats.ts';
import { buildProgram, DEFAULT_TIMEOUT_MS } from './program.ts';

export interface Options {
  readonly command: 'check' | 'fix' | 'undo' | 'list' | 'capture';
  /** Check ids and categories for `check`, fix ids and finding codes for `fix`, a run for `undo`, the file for `capture`. */
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
  readonly image?: string;
  readonly replay?: string;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
  readonly dryRun: boolean;
  /** A step that fails takes back none of those before it. */
  readonly keepGoing: boolean;
  /** The plans go to standard output as a shell script, and nothing is changed. */
  readonly script: boolean;
  readonly yes: boolean;
  /** Of `undo`: shows what is on record. */
  readonly list: boolean;
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
  const program = buildProgram(version, (command, explicit, operands, raw) => {
    chosen = collect(command, explicit, operands, raw);
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
  const text = message
    .replace(/^error: /, '')
    .replace('(outputHelp)', 'there is no such command')
    .replaceAll('\n', ' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!)]$/.test(text) ? '' : '.'}`;
};

// Commander's values are untyped; each is narrowed here, once.
const collect = (
  command: Options['command'],
  explicit: boolean,
  operands: readonly string[],
  raw: Readonly<Record<string, unknown>>,
): Options => {
  const wait = raw['wait'];
  const options: Options = {
    command,
    explicit,
    operands,
    only: listOf(raw['only']),
    skip: listOf(raw['skip']),
    formats: formatsOf(raw['json'] === true, listOf(raw['format'])),
    ...textOf('host', raw['host']),
    ...textOf('context', raw['context']),
    ...textOf('config', raw['config']),
    ...textOf('image', raw['image']),
    ...textOf('replay', raw['replay']),
    failOn: (raw['failOn'] ?? 'error') as FailOn, // one of its choices
    timeoutMs: Number(raw['timeout'] ?? DEFAULT_TIMEOUT_MS),
    passive: raw['passive'] === true,
    offline: raw['offline'] === true,
    waitMs: wait === true ? 60_000 : typeof wait === 'number' ? wait : 0,
    verbose: raw['verbose'] === true,
    quiet: raw['quiet'] === true,
    color: raw['color'] !== false,
    dryRun: raw['dryRun'] === true || raw['script'] === true,
    script: raw['script'] === true,
    keepGoing: raw['keepGoing'] === true,
    yes: raw['yes'] === true,
    list: raw['list'] === true,
    maxRisk: (raw['maxRisk'] ?? 'safe') as Risk, // one of its choices
  };
  refuseContradictions(options);
  return options;
};

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

const textOf = <K extends string>(name: K, value: unknown): { readonly [P in K]?: string } =>
  typeof value === 'string' ? ({ [name]: value } as { [P in K]: string }) : {}; // one computed key of type K
