import { type ChildProcess, spawn } from 'node:child_process';

export interface Finished {
  /** `undefined` when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly timeoutMs?: number;
}

/** Runs one command to its end. A non-zero exit is an answer, not an exception. */
export async function finish(argv: readonly string[], options: SpawnOptions = {}): Promise<Finished> {
  return collect(launch(argv, options), options);
}

/** Starts a command in its own session, so that it has no terminal and its group can be signalled. */
export function launch(argv: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const [program, ...args] = argv;
  if (program === undefined) throw new Error('An empty command');
  // From `/`: the lab has its own mounts, and a working directory of ours would leak into it.
  return spawn(program, args, { cwd: '/', env: { ...options.env }, stdio: 'pipe', detached: true });
}

export function collect(child: ChildProcess, options: SpawnOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    const deadline = setTimeout(() => {
      timedOut = true;
      killGroup(child);
    }, options.timeoutMs ?? 60_000);
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdin?.on('error', () => undefined).end(options.input ?? '');
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(deadline);
      resolve({ exitCode: code ?? undefined, stdout, stderr, timedOut });
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks again and again until the answer is yes; `false` when it never was. */
export async function until(
  isTrue: () => Promise<boolean>,
  timeoutMs: number,
  everyMs = 50,
): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    if (await isTrue()) return true;
    if (performance.now() >= end) return false;
    await sleep(everyMs);
  }
}
