import type { ChildProcess } from 'node:child_process';
import { type Unavailable, unavailable } from '#core/answer';
import { type Argv, type CommandOutput, timedOut } from '#core/host';
import { fromError } from '#host/errno';

export interface CommandOptions {
  readonly timeoutMs: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Ends with the run: then the command's whole process group is killed. */
  readonly signal: AbortSignal;
  /** `process.kill`, handed in: a negative pid means the group. */
  readonly kill: (pid: number, signal: NodeJS.Signals) => void;
  readonly onLine?: (line: string) => void;
  /** Text for its standard input; none otherwise. */
  readonly input?: string;
  /** It changes something: at the deadline it is asked to end before it is killed, so that it can put down its
   *  locks, and a daemon that it started may stay. A look is killed at once, with whatever it started. */
  readonly changes?: boolean;
  /** `attached`: keeps the controlling terminal, so that `sudo` finds the password that was given there.
   *  `lent`: has keyboard and screen for itself besides. Neither is in a process group of its own. */
  readonly terminal?: 'attached' | 'lent';
}

const MAX_OUTPUT_CHARACTERS = 4 * 1024 * 1024;

// From being asked to end until it is killed.
const POLITE_MS = 2000;
// From the end of the process, or from its kill, until its output is no longer waited for: somebody else may
// hold the other end of the pipe, and a process in disk wait or of another user does not die.
const LINGER_MS = 300;

/** Runs a program without a shell, in a process group of its own, which is ended whole at the deadline. */
export const runCommand = async (
  argv: Argv,
  options: CommandOptions,
): Promise<CommandOutput | Unavailable> => {
  const source = argv.join(' ');
  if (options.signal.aborted) return unavailable('timed-out', source, 'the run ended first');
  const { execa } = await import('execa');
  const [program, ...args] = argv;
  const subprocess = execa(program, args, {
    reject: false,
    buffer: false,
    detached: options.terminal === undefined,
    stdin: options.terminal === 'lent' ? 'inherit' : options.input === undefined ? 'ignore' : 'pipe',
    stdout: 'pipe',
    stderr: options.terminal === 'lent' ? 'inherit' : 'pipe',
    env: { ...options.environment, LC_ALL: 'C', LANG: 'C' },
    extendEnv: false,
  });
  feed(subprocess, options.input);
  const ending = endOf(subprocess, options);
  const output = collect(subprocess, options.onLine, () => ending.end('overflow'));
  const result = await Promise.race([subprocess, ending.abandoned]);
  ending.release();
  output.stop();
  const { pid, exitCode, signalCode } = subprocess;
  if (ending.reason() === 'deadline') return timedOut(source, options.timeoutMs);
  if (ending.reason() === 'aborted') return unavailable('timed-out', source, 'the run ended first');
  if (ending.reason() === 'overflow') {
    return unavailable('malformed', source, `more than ${MAX_OUTPUT_CHARACTERS} characters`);
  }
  if (pid === undefined) return fromError(source, result?.cause);
  if (exitCode === null) return unavailable('unreachable', source, `killed by ${signalCode}`);
  return { exitCode, stdout: output.stdout(), stderr: output.stderr() };
};

/** A program that does not read its input is no mistake. */
const feed = ({ stdin }: Pick<ChildProcess, 'stdin'>, input: string | undefined): void => {
  stdin?.on('error', () => undefined);
  stdin?.end(input);
};

type EndReason = 'deadline' | 'aborted' | 'overflow';

/** Watches for what ends a command from outside, and ends it with everything that it started. */
const endOf = (
  subprocess: Pick<ChildProcess, 'pid' | 'once'>,
  { timeoutMs, signal, kill, changes = false, terminal }: CommandOptions,
) => {
  let reason: EndReason | undefined;
  let abandon: () => void = () => undefined;
  const abandoned = new Promise<undefined>((resolve) => {
    abandon = () => resolve(undefined);
  });
  const timers: NodeJS.Timeout[] = [];
  const after = (milliseconds: number, work: () => void): void => {
    timers.push(setTimeout(work, milliseconds));
  };
  const send = (what: NodeJS.Signals): void => sendTo(kill, subprocess.pid, terminal === undefined, what);
  const killNow = (): void => {
    send('SIGKILL');
    after(LINGER_MS, abandon);
  };
  const end = (why: EndReason): void => {
    if (reason !== undefined) return;
    reason = why;
    if (changes) {
      send('SIGTERM');
      after(POLITE_MS, killNow);
    } else killNow();
  };
  const onAbort = (): void => end('aborted');
  after(timeoutMs, () => end('deadline'));
  signal.addEventListener('abort', onAbort, { once: true });
  subprocess.once('exit', () =>
    after(LINGER_MS, () => {
      // Its output is still open, so something that it started lives: that belongs to a look no longer.
      if (!changes) send('SIGKILL');
      abandon();
    }),
  );
  return {
    end,
    abandoned,
    reason: (): EndReason | undefined => reason,
    release: (): void => {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
};

const sendTo = (
  kill: CommandOptions['kill'],
  pid: number | undefined,
  isGroup: boolean,
  signal: NodeJS.Signals,
): void => {
  if (pid === undefined) return;
  try {
    kill(isGroup ? -pid : pid, signal);
  } catch {
    // It is gone already, ended in the same moment; or it is another user's, and then it is left behind.
  }
};

/** Gathers both outputs as text, and hands over their lines as they come. */
const collect = (
  subprocess: Pick<ChildProcess, 'stdout' | 'stderr' | 'unref'>,
  onLine: CommandOptions['onLine'],
  onOverflow: () => void,
) => {
  const streams = [subprocess.stdout, subprocess.stderr].map((stream) => {
    let text = '';
    const lines = splitLines(onLine);
    stream?.setEncoding('utf8');
    stream?.on('error', () => undefined);
    stream?.on('data', (chunk: string) => {
      if (text.length + chunk.length > MAX_OUTPUT_CHARACTERS) return onOverflow();
      text += chunk;
      lines.push(chunk);
    });
    return { stream, lines, text: () => text };
  });
  return {
    stdout: (): string => streams[0]?.text() ?? '',
    stderr: (): string => streams[1]?.text() ?? '',
    stop: (): void => {
      for (const { stream, lines } of streams) {
        lines.finish();
        stream?.destroy();
      }
      subprocess.unref();
    },
  };
};

/** A carriage return ends a line too: that is how programs paint their progress. */
const splitLines = (onLine: CommandOptions['onLine']) => {
  let rest = '';
  return {
    push: (chunk: string): void => {
      const lines = (rest + chunk).split(/\r?\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      for (const line of lines) onLine?.(line);
    },
    finish: (): void => {
      if (rest !== '') onLine?.(rest);
      rest = '';
    },
  };
};
