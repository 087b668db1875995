import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PATIENCE_MS = 20_000;

// The shell outlives the program, and tells in which state it left the terminal.
const WRAPPER = 'trap : INT TERM; "$@"; code=$?; stty -a; echo "status=$code"; exit $code';

export interface ProgramOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningProgram {
  /** What a person sees now, a line per row, without blanks at their ends. */
  screen(): string;
  /** Everything that was sent to the terminal so far. */
  readonly raw: string;
  /** Waits until the screen shows this. */
  until(text: string | RegExp): Promise<string>;
  type(keys: string): void;
  resize(columns: number, rows: number): Promise<void>;
  signal(name: 'SIGINT' | 'SIGTERM'): void;
  /** The window is closed. */
  hangUp(): void;
  /** The exit status, after the program and its shell are gone. */
  ended(): Promise<number>;
}

export const KEYS = {
  enter: '\r',
  escape: '\u001b',
  down: '\u001b[B',
  up: '\u001b[A',
  ctrlC: '\u0003',
} as const;

/** A program in a terminal of its own. */
export const startProgram = (argv: readonly string[], options: ProgramOptions = {}): RunningProgram => {
  const { columns = 80, rows = 30, env = {} } = options;
  const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const pty = spawn('sh', ['-c', WRAPPER, 'sh', ...argv], {
    cols: columns,
    rows,
    cwd: ROOT,
    env: { ...environment(), ...env },
  });
  let raw = '';
  pty.onData((data) => {
    raw += data;
    emulator.write(data);
  });
  const exit = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  const screen = () => screenOf(emulator);
  let over = false;
  pty.onExit(() => {
    over = true;
  });
  return {
    screen,
    get raw() {
      return raw;
    },
    until: (text) => until(screen, text, () => over),
    type: (keys) => pty.write(keys),
    resize: async (cols, height) => {
      emulator.resize(cols, height);
      pty.resize(cols, height);
      await sleep(300);
    },
    signal: (name) => killGroup(pty, name),
    hangUp: () => pty.kill('SIGHUP'),
    ended: async () => {
      const status = await exit;
      await new Promise<void>((resolve) => emulator.write('', resolve));
      return status;
    },
  };
};

/** Ours, without what would make the program think that it runs elsewhere. */
const environment = (): Record<string, string> => {
  const {
    CI: _ci,
    NO_COLOR: _noColor,
    FORCE_COLOR: _force,
    VITEST: _vitest,
    NODE_ENV: _env,
    ...rest
  } = process.env;
  const kept = Object.entries({ ...rest, TERM: 'xterm-256color', LANG: 'C.UTF-8' });
  return Object.fromEntries(kept.filter((entry): entry is [string, string] => entry[1] !== undefined));
};

const killGroup = ({ pid }: IPty, name: 'SIGINT' | 'SIGTERM'): void => {
  process.kill(-pid, name);
};

const screenOf = ({ buffer, rows }: InstanceType<typeof xterm.Terminal>): string =>
  Array.from({ length: rows }, (_, row) =>
    buffer.active.getLine(buffer.active.viewportY + row)?.translateToString(true),
  )
    .join('\n')
    .trimEnd();

const until = async (screen: () => string, text: string | RegExp, over: () => boolean): Promise<string> => {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const now = screen();
    if (typeof text === 'string' ? now.includes(text) : text.test(now)) return now;
    if (over()) break;
    await sleep(20);
  }
  throw new Error(`The screen never showed ${text}. It shows:\n${screen()}`);
};
