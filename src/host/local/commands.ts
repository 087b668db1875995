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
  /** Keeps the terminal, so that the program can ask for a password; no group of its own then. */
  readonly terminal?: boolean;
}

const MAX_OUTPUT_CHARACTERS = 4 * 1024 * 1024;

/** Runs a program without a shell, in a process group of its own, which is killed whole at the deadline. */
export const runCommand = async (
  argv: Argv,
  options: CommandOptions,
): Promise<CommandOutput | Unavailable> => {
  const { execa } = await import('execa');
  const [program, ...args] = argv;
  const source = argv.join(' ');
  const subprocess = execa(program, args, {
    reject: false,
    detached: options.terminal !== true,
    cleanup: true,
    stdin: options.terminal === true ? 'inherit' : 'ignore',
    env: { ...options.environment, LC_ALL: 'C', LANG: 'C' },
    extendEnv: false,
    maxBuffer: MAX_OUTPUT_CHARACTERS,
    stripFinalNewline: false,
  });
  const end = endOf(options, subprocess.pid);
  if (options.onLine !== undefined) await follow(subprocess, options.onLine);
  const result = await subprocess;
  end.release();
  if (end.reason() === 'deadline') return timedOut(source, options.timeoutMs);
  if (end.reason() === 'aborted') return unavailable('timed-out', source, 'the run ended first');
  if (result.exitCode === undefined) return failed(source, result);
  return { exitCode: result.exitCode, stdout: String(result.stdout), stderr: String(result.stderr) };
};

interface Failure {
  readonly cause?: unknown;
  readonly signal?: string | undefined;
  readonly isMaxBuffer?: boolean;
}

const failed = (source: string, { cause, signal, isMaxBuffer }: Failure): Unavailable => {
  if (isMaxBuffer === true)
    return unavailable('malformed', source, `more than ${MAX_OUTPUT_CHARACTERS} characters`);
  return signal === undefined
    ? fromError(source, cause)
    : unavailable('unreachable', source, `killed by ${signal}`);
};

type EndReason = 'deadline' | 'aborted';

/** Watches for what ends a command from outside, and ends it with everything that it started. */
const endOf = ({ timeoutMs, signal, kill }: CommandOptions, pid: number | undefined) => {
  let reason: EndReason | undefined;
  const end = (why: EndReason) => (): void => {
    reason ??= why;
    killGroup(kill, pid);
  };
  const onAbort = end('aborted');
  const timer = setTimeout(end('deadline'), timeoutMs);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    reason: (): EndReason | undefined => reason,
    release: (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
};

const killGroup = (kill: CommandOptions['kill'], pid: number | undefined): void => {
  if (pid === undefined) return;
  try {
    kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already: it ended in the same moment.
  }
};

const follow = async (
  subprocess: { iterable(options: { readonly from: 'all' | 'stdout' }): AsyncIterable<unknown> },
  onLine: (line: string) => void,
): Promise<void> => {
  for await (const line of subprocess.iterable({ from: 'stdout' })) onLine(String(line));
};
