import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { type Argv, type CommandOutput, type Host, type RunOptions, timedOut } from '#core/host';
import type { Aside } from '#core/session';
import { shellQuoted } from '#core/text';
import { type CommandOptions, runCommand } from './local/commands.ts';

export interface PrivilegedOptions {
  readonly uid: number;
  /** What programs of the user get to see; allow-listed where it was read. */
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly kill: CommandOptions['kill'];
  /** Lends the terminal, so that `sudo` can ask for the password. Absent: there is no terminal. */
  readonly aside?: Aside;
}

const DEFAULT_TIMEOUT_MS = 90_000;
// sudo itself gives up after five minutes; this is only for one that does not.
const PASSWORD_TIMEOUT_MS = 310_000;

/** `Host.run` for this machine: as the user, or as root, directly or by `sudo`. One step as root makes no
 *  other step root. */
export const privilegedRun =
  (options: PrivilegedOptions): Host['run'] =>
  async (argv, run) => {
    if (run.privilege === 'user') return start(argv, run, options, { environment: options.environment });
    if (options.uid === 0)
      return start(argv, run, options, { environment: rootEnvironment(options.environment) });
    return asRootBySudo(argv, run, options);
  };

interface Manner {
  readonly environment: Readonly<Record<string, string>>;
  readonly terminal?: 'attached';
}

const start = (
  argv: Argv,
  { timeoutMs = DEFAULT_TIMEOUT_MS, input, onLine }: RunOptions,
  { signal, kill }: PrivilegedOptions,
  manner: Manner,
): Promise<CommandOutput | Unavailable> =>
  runCommand(argv, {
    timeoutMs,
    signal,
    kill,
    changes: true,
    ...(input === undefined ? {} : { input }),
    ...(onLine === undefined ? {} : { onLine }),
    ...manner,
  });

/** Root's programs stand in directories that are often not in PATH (after a plain `su`, in cron). */
const rootEnvironment = ({ PATH = '/usr/local/bin:/usr/bin:/bin' }: Readonly<Record<string, string>>) => ({
  PATH: [...new Set([...PATH.split(':'), '/usr/local/sbin', '/usr/sbin', '/sbin'])].join(':'),
});

/** First without asking: there may be no password to give, or it was given lately. Then, at a terminal, sudo
 *  asks with its own prompt, and the command is tried once more. */
const asRootBySudo = async (
  argv: Argv,
  run: RunOptions,
  options: PrivilegedOptions,
): Promise<CommandOutput | Unavailable> => {
  const first = await sudo(argv, run, options);
  if (!isRefusal(first)) return first;
  if (options.aside === undefined || first.reason === 'absent') return byHand(argv, first);
  const allowed = await options.aside(() => askForPassword(options));
  if (isUnavailable(allowed)) return byHand(argv, allowed);
  const second = await sudo(argv, run, options);
  return isRefusal(second) ? byHand(argv, second) : second;
};

/** The command under `sudo`, without a question. A process of root cannot be ended by the user who started it,
 *  so root's own `timeout` keeps the deadline; ours comes a little later, and only stops the waiting. */
const sudo = async (
  argv: Argv,
  run: RunOptions,
  options: PrivilegedOptions,
): Promise<CommandOutput | Unavailable | Refusal> => {
  const timeoutMs = run.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const seconds = Math.ceil(timeoutMs / 1000);
  const asRoot = ['-n', '--', 'timeout', '-k', String(KILL_AFTER_S), String(seconds), ...argv];
  const output = await start(
    options.aside === undefined ? ['sudo', ...asRoot] : [...OUT_OF_REACH, 'sudo', ...asRoot],
    { ...run, timeoutMs: (seconds + KILL_AFTER_S + 2) * 1000, onLine: (line) => sayLine(line, run) },
    options,
    // sudo remembers a password for one terminal: a command without it would be asked anew.
    { environment: options.environment, ...(options.aside === undefined ? {} : { terminal: 'attached' }) },
  );
  if (isUnavailable(output))
    return output.reason === 'absent' ? refusal('absent', 'sudo is not installed') : output;
  if (WITHOUT_SUDO.test(output.stderr)) return refusal('absent', 'sudo is not installed');
  if (output.exitCode === TIMEOUT_EXIT_CODE) return timedOut(argv.join(' '), timeoutMs);
  if (output.exitCode === KILLED_EXIT_CODE) return unavailable('unreachable', argv.join(' '), 'killed');
  const said = wordsOfSudo(output);
  return said === undefined ? output : refusal('denied', said);
};

const KILL_AFTER_S = 5;

/** At a terminal a Ctrl-C goes to every process in front, and sudo passes it on: a step would end halfway. `timeout`
 *  puts what it starts behind, in a group of its own; with 0 it does nothing else. */
const OUT_OF_REACH = ['timeout', '0'] as const;
const WITHOUT_SUDO = /^timeout: failed to run command .sudo.:/;

const TIMEOUT_EXIT_CODE = 124;
const KILLED_EXIT_CODE = 137;

/** What sudo says of itself is answered here, and is no output of the step. */
const sayLine = (line: string, { onLine }: RunOptions): void => {
  if (!line.startsWith('sudo: ')) onLine?.(line);
};

/** sudo did not run the command. */
interface Refusal {
  readonly kind: 'refusal';
  readonly reason: 'absent' | 'denied';
  readonly said: string;
}

const refusal = (reason: Refusal['reason'], said: string): Refusal => ({ kind: 'refusal', reason, said });

const isRefusal = (value: CommandOutput | Unavailable | Refusal): value is Refusal =>
  'kind' in value && value.kind === 'refusal';

/** sudo's own last line, where it refused: `sudo: a password is required`. It ends with 1 then, as many a
 *  command does, and a remark about the host's name may come before a command that ran. */
const wordsOfSudo = ({ exitCode, stderr }: CommandOutput): string | undefined => {
  const last = stderr.trim().split('\n').at(-1)?.trim() ?? '';
  const isSudo = /^sudo: (?!unable to resolve host)|^Sorry, user |is not in the sudoers file/.test(last);
  return exitCode === 1 && isSudo ? last : undefined;
};

const askForPassword = async ({
  environment,
  signal,
  kill,
}: PrivilegedOptions): Promise<CommandOutput | Unavailable> => {
  const output = await runCommand(['sudo', '-v'], {
    timeoutMs: PASSWORD_TIMEOUT_MS,
    environment,
    signal,
    kill,
    changes: true,
    terminal: 'lent',
  });
  if (isUnavailable(output) || output.exitCode === 0) return output;
  return unavailable('denied', 'sudo -v', 'sudo did not accept a password, or none was given');
};

const byHand = (argv: Argv, why: Refusal | Unavailable): Unavailable => {
  const said = 'said' in why ? why.said : why.detail;
  return unavailable(
    'denied',
    argv.join(' '),
    `root is needed (${said}); run it by hand as root: ${shellQuoted(argv)}`,
  );
};
