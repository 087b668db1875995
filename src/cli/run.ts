import { performance } from 'node:perf_hooks';
import type { Report, Tool } from '#core/report';
import { replayAsk } from '#host/replay';
import { readSettings } from './config.ts';
import { type OpenHost, type OpenOptions, openHost } from './examine.ts';
import { readIdentity } from './identity.ts';
import type { Options } from './options.ts';
import type { TextSink } from './output.ts';
import { readRecording } from './recordings.ts';

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
  /** Ends what is still under way: the person left, or we made a mistake. */
  abandon(): void;
  /** What Ctrl-C means, for a terminal in raw mode, which sends no signal. */
  interrupt(): void;
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
    abandon: () => controller.abort('it was abandoned'),
    interrupt: onInterrupt,
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
  !process.env['CONTINUOUS_INTEGRATION'] &&
  process.env['TERM'] !== 'dumb' &&
  options.formats.every(({ path }) => path !== undefined);

/** The Ink session: a bare `dockmedic` at a terminal. */
export const isSession = (options: Options, process: NodeJS.Process): boolean =>
  options.command === 'check' && !options.explicit && !options.quiet && isInteractive(options, process);

/** Opens the host that the options name: this machine, or a recording. */
export const openRunHost = async (run: Run, options: Options, signal = run.signal): Promise<OpenHost> => {
  const settings = await readSettings(options.config);
  const { process } = run;
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
  return openHost(options.replay === undefined ? open : { ...open, source: await replayed(options.replay) });
};

const replayed = async (path: string): Promise<NonNullable<OpenOptions['source']>> => ({
  ask: replayAsk(await readRecording(path)),
  target: { kind: 'replay', label: path },
});
