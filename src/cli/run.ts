import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { UsageError } from '#core/errors';
import type { Report, Tool } from '#core/report';
import { errnoOf } from '#host/errno';
import type { Recording } from '#host/recording';
import { replayAsk } from '#host/replay';
import { readSettings } from './config.ts';
import { type OpenHost, type OpenOptions, openHost } from './examine.ts';
import { readIdentity } from './identity.ts';
import type { Options } from './options.ts';
import type { TextSink } from './output.ts';

/** One run of the program: its process, its deadline and its interruptions, in one place. */
export interface Run {
  readonly tool: Tool;
  readonly process: NodeJS.Process;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly startedAtMs: number;
  elapsedMs(): number;
  /** What ended the run early, once something has. */
  interruption(): Report['interrupted'];
  readonly signal: AbortSignal;
  /** Stops listening for signals and for the deadline. */
  close(): void;
  /** A person at a terminal can be asked. */
  readonly interactive: boolean;
  readonly color: boolean;
}

type Interruption = NonNullable<Report['interrupted']>;

export const createRun = (process: NodeJS.Process, tool: Tool, options: Options): Run => {
  const controller = new AbortController();
  const startedAtMs = Date.now();
  const startedMs = performance.now();
  let interruption: Interruption | undefined;
  const end = (why: Interruption) => (): void => {
    // The second time there is no more patience: the person presses Ctrl-C again.
    if (interruption !== undefined && why !== 'deadline') process.exit(why === 'SIGINT' ? 130 : 143);
    interruption ??= why;
    controller.abort(why);
  };
  const onInterrupt = end('SIGINT');
  const onTerminate = end('SIGTERM');
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  process.on('SIGHUP', onTerminate);
  const deadline = hasDeadline(options, process) ? setTimeout(end('deadline'), options.timeoutMs) : undefined;
  const interactive = isInteractive(options, process);
  return {
    tool,
    process,
    stdout: process.stdout,
    stderr: process.stderr,
    startedAtMs,
    elapsedMs: () => performance.now() - startedMs,
    interruption: () => interruption,
    signal: controller.signal,
    close: () => {
      clearTimeout(deadline);
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
      process.off('SIGHUP', onTerminate);
    },
    interactive,
    color:
      options.color &&
      !process.env['NO_COLOR'] &&
      process.stdout.isTTY === true &&
      process.env['TERM'] !== 'dumb',
  };
};

/** A session at a terminal and a repair last as long as the person wants; each look inside has its own. */
const hasDeadline = (options: Options, process: NodeJS.Process): boolean =>
  options.command !== 'fix' && options.waitMs === 0 && !isSession(options, process);

const isInteractive = (options: Options, process: NodeJS.Process): boolean =>
  process.stdin.isTTY === true &&
  process.stdout.isTTY === true &&
  !process.env['CI'] &&
  process.env['TERM'] !== 'dumb' &&
  options.formats.every(({ path }) => path !== undefined);

/** The Ink session: a bare `dockmedic` at a terminal. */
export const isSession = (options: Options, process: NodeJS.Process): boolean =>
  options.command === 'check' && !options.explicit && !options.quiet && isInteractive(options, process);

/** Opens the host that the options name: this machine, or a recording. */
export const openRunHost = async (run: Run, options: Options, signal = run.signal): Promise<OpenHost> => {
  const settings = await readSettings(options.config);
  const { process } = run;
  if (options.host !== undefined && options.context !== undefined) {
    throw new UsageError('--host and --context name two engines. Give one of them.');
  }
  const engineFlags = {
    ...(options.host === undefined || options.host === 'local' ? {} : { host: options.host }),
    ...(options.context === undefined ? {} : { context: options.context }),
  };
  const open: OpenOptions = {
    identity: readIdentity(process, engineFlags, settings),
    signal,
    kill: (pid, name) => process.kill(pid, name),
    runTimeoutMs: options.timeoutMs,
    ...(options.verbose ? { trace: (line: string) => process.stderr.write(`${line}\n`) } : {}),
  };
  return openHost(
    options.replay === undefined ? open : { ...open, source: await readRecording(options.replay) },
  );
};

const MAX_RECORDING_BYTES = 64 * 1024 * 1024;

const readRecording = async (path: string): Promise<NonNullable<OpenOptions['source']>> => {
  const value = await readJsonFile(path);
  if (!isRecording(value)) throw new UsageError(`${path} is not a recording made by dockmedic capture.`);
  return { ask: replayAsk(value), target: { kind: 'replay', label: path } };
};

const readJsonFile = async (path: string): Promise<unknown> => {
  try {
    const text = await readFile(path, 'utf8');
    if (text.length > MAX_RECORDING_BYTES) throw new UsageError(`The recording ${path} is too large.`);
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`The recording ${path} cannot be read: ${errnoOf(error) ?? 'it is not JSON'}.`);
  }
};

const isRecording = (value: unknown): value is Recording =>
  typeof value === 'object' &&
  value !== null &&
  'recordingVersion' in value &&
  value.recordingVersion === 1 &&
  'exchanges' in value &&
  Array.isArray(value.exchanges) &&
  value.exchanges.every(
    (one: unknown) =>
      typeof one === 'object' && one !== null && 'kind' in one && 'asks' in one && 'answer' in one,
  );
