import { setMaxListeners } from 'node:events';
import { cleanUpOf } from '#core/clean-ups';
import type { Identity } from '#core/host';
import type { Report, Tool } from '#core/report';
import { replayAsk } from '#host/replay';
import { readSettings } from './config.ts';
import { type OpenHost, type OpenOptions, openHost, settled, settlingMs } from './examine.ts';
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
  /** Since the process began. */
  elapsedMs(): number;
  /** What ended the run early, once something has. */
  interruption(): Report['interrupted'];
  readonly signal: AbortSignal;
  /** Ends what is still under way: the person left, or we made a mistake. */
  abandon(): void;
  /** Something failed where nobody waits for it: the run ends as at its deadline, with what it knows. */
  fail(error: Error): void;
  failure(): Error | undefined;
  /** The probes under way, of every host that this run opened. */
  readonly probes: Set<Promise<unknown>>;
  /** Resolves when no probe has anything left to remove, or when that takes too long. */
  settled(): Promise<void>;
  /** What Ctrl-C means, for a terminal in raw mode, which sends no signal. */
  interrupt(): void;
  /** Nothing interrupts the run from here on: its outcome is certain and only to be written. A second signal
   *  still ends the process. */
  close(): void;
  isClosed(): boolean;
  /** A person at a terminal can be asked. */
  readonly interactive: boolean;
  readonly color: boolean;
}

type Interruption = NonNullable<Report['interrupted']>;

export interface RunSurroundings {
  readonly process: NodeJS.Process;
  readonly tool: Tool;
  /** Ends the listening for signals that began before this program was loaded, and hands over what came. */
  readonly takeSignal: () => NodeJS.Signals | undefined;
}

export const createRun = ({ process, tool, takeSignal }: RunSurroundings, options: Options): Run => {
  const controller = new AbortController();
  // Every fact and command in flight listens to it; Node would take more than ten for a leak, and say so to the person.
  setMaxListeners(0, controller.signal);
  const probes = new Set<Promise<unknown>>();
  let interruption: Interruption | undefined;
  let failure: Error | undefined;
  let signals = 0;
  let closed = false;
  const end = (why: Interruption): void => {
    if (closed) return;
    interruption ??= why;
    controller.abort(why);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    signals += 1;
    // The second time there is no more patience: the person presses Ctrl-C again.
    if (signals > 1) process.exit(signal === 'SIGINT' ? 130 : 143);
    end(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  const early = takeSignal();
  if (early !== undefined) onSignal(early);
  // Counted from the start of the process, as whoever waits for it does.
  const leftMs = Math.max(0, options.timeoutMs - performance.now());
  const deadline = hasDeadline(options, process) ? setTimeout(() => end('deadline'), leftMs) : undefined;
  const interactive = isInteractive(options, process);
  return {
    tool,
    process,
    stdout: process.stdout,
    stderr: process.stderr,
    startedAtMs: performance.timeOrigin,
    elapsedMs: () => performance.now(),
    interruption: () => interruption,
    signal: controller.signal,
    abandon: () => controller.abort('it was abandoned'),
    fail: (error) => {
      failure ??= error;
      controller.abort(`a mistake in dockmedic: ${error.message}`);
    },
    failure: () => failure,
    probes,
    settled: () => settled(probes, settlingMs(controller.signal)),
    interrupt: () => onSignal('SIGINT'),
    close: () => {
      clearTimeout(deadline);
      closed = true;
    },
    isClosed: () => closed,
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
  options.command !== 'fix' &&
  options.command !== 'undo' &&
  options.waitMs === 0 &&
  !isSession(options, process);

const isInteractive = (options: Options, process: NodeJS.Process): boolean =>
  process.stdout.isTTY === true &&
  process.stdin.isTTY === true && // last of the two: Node opens it when it is first looked at
  !process.env['CI'] &&
  !process.env['CONTINUOUS_INTEGRATION'] &&
  process.env['TERM'] !== 'dumb' &&
  options.formats.every(({ path }) => path !== undefined);

/** The Ink session: a bare `dockmedic` at a terminal. */
export const isSession = (options: Options, process: NodeJS.Process): boolean =>
  options.command === 'check' && !options.explicit && !options.quiet && isInteractive(options, process);

/** Opens the host that the options name: this machine, or a recording. */
export const openRunHost = async (run: Run, options: Options, signal = run.signal): Promise<OpenHost> => {
  const { image } = options;
  const settings = { ...(await readSettings(options.config)), ...(image === undefined ? {} : { image }) };
  const { process } = run;
  const engineFlags = {
    ...(options.host === undefined || options.host === 'local' ? {} : { host: options.host }),
    ...(options.context === undefined ? {} : { context: options.context }),
  };
  const open: OpenOptions = {
    identity: { ...readIdentity(process, engineFlags, settings), ...askedFor(options) },
    signal,
    kill: (pid, name) => process.kill(pid, name),
    runTimeoutMs: options.timeoutMs,
    probes: run.probes,
    ...(options.verbose ? { trace: (line: string) => process.stderr.write(`${line}\n`) } : {}),
  };
  return openHost(options.replay === undefined ? open : { ...open, source: await replayed(options.replay) });
};

/** The clean-ups among the fixes that were named. */
const askedFor = ({ command, operands }: Options): Pick<Identity, 'cleanUps'> => {
  const cleanUps = command === 'fix' ? operands.filter((name) => cleanUpOf(name) !== undefined) : [];
  return cleanUps.length === 0 ? {} : { cleanUps };
};

const replayed = async (path: string): Promise<NonNullable<OpenOptions['source']>> => ({
  ask: replayAsk(await readRecording(path)),
  target: { kind: 'replay', label: path },
});
