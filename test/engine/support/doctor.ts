import type { ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { type ProgramOptions, type RunningProgram, startProgram } from '../../tty/support/pty.ts';
import type { Engine } from './engine.ts';
import type { Lab, LabOptions, LabProcess } from './lab.ts';
import { collect, type Finished, until } from './spawned.ts';

/** The parts of the JSON report that the engine tests read. */
export interface DoctorReport {
  readonly schemaVersion: number;
  readonly exitCode: number;
  readonly verdict: string;
  readonly summary: Readonly<Record<string, number>>;
  readonly rootCauses: readonly { readonly check: string; readonly code: string; readonly subject: string }[];
  readonly nextAction?: { readonly text: string; readonly fix?: string; readonly command?: string };
  readonly checks: readonly DoctorRow[];
  readonly fixes: readonly DoctorFix[];
  readonly repairs?: readonly DoctorRepair[];
}

export interface DoctorFix {
  readonly id: string;
  readonly risk: string;
  readonly privilege: string;
  readonly undoable: boolean;
  readonly steps: readonly { readonly shows: string; readonly undo?: string }[];
}

export interface DoctorRepair {
  readonly fix: string;
  readonly state: string;
  readonly text: string;
  readonly steps: readonly { readonly shows: string; readonly outcome: string; readonly ok: boolean }[];
  readonly provedBy?: { readonly check: string; readonly status: string };
}

export interface DoctorRow {
  readonly id: string;
  readonly status: string;
  readonly evidence: readonly unknown[];
  readonly findings: readonly {
    readonly code: string;
    readonly severity: string;
    readonly message: string;
  }[];
  readonly reason?: { readonly kind: string; readonly text: string };
}

export interface DoctorRun extends Finished {
  readonly wallMs: number;
  /** Absent when standard output is not one JSON document. */
  readonly report?: DoctorReport;
}

/** The built program inside a lab. */
export class Doctor {
  readonly #lab: Lab;
  readonly #engine: Engine;
  readonly #program: readonly string[];
  #before: ReadonlySet<number> = new Set();

  private constructor(lab: Lab, engine: Engine, program: readonly string[]) {
    this.#lab = lab;
    this.#engine = engine;
    this.#program = program;
  }

  static async install(lab: Lab, engine: Engine, built: string): Promise<Doctor> {
    return new Doctor(lab, engine, await lab.install(built));
  }

  async run(args: readonly string[], options: LabOptions = {}): Promise<DoctorRun> {
    this.#before = pidsIn(await this.#lab.processes());
    const start = performance.now();
    const done = await this.#lab.run([...this.#program, ...args], { timeoutMs: 60_000, ...options });
    const wallMs = performance.now() - start;
    // Only the outer `nsenter` is killed with its group when our own deadline passes.
    if (done.timedOut)
      await this.#lab.signal(
        'KILL',
        (await this.#newProcesses()).map((one) => one.pid),
      );
    return { ...done, wallMs, ...parsed(done.stdout) };
  }

  /** Starts the program without waiting for it, to interrupt it. */
  async start(args: readonly string[], options: LabOptions = {}): Promise<RunningDoctor> {
    this.#before = pidsIn(await this.#lab.processes());
    const child = this.#lab.launch([...this.#program, ...args], options);
    const finished = collect(child, options);
    return { interrupt: (signal) => interrupt(child, signal), finished };
  }

  /** Starts the program in a terminal, as a person does. */
  async inTerminal(
    args: readonly string[],
    options: LabOptions & ProgramOptions = {},
  ): Promise<RunningProgram> {
    this.#before = pidsIn(await this.#lab.processes());
    const { columns = 100, rows = 50 } = options;
    return startProgram(this.#lab.command([...this.#program, ...args], options), { columns, rows });
  }

  /** What the last run made and did not take away: processes, containers, images. */
  async leftBehind(socket = '/run/docker.sock'): Promise<string[]> {
    const inside = [await this.#labelled('containers', socket), await this.#labelled('images', socket)];
    return [...(await this.processesLeft()), ...inside.flat()];
  }

  /** The processes that outlive the last run; they get a moment to end. */
  async processesLeft(): Promise<string[]> {
    await until(async () => (await this.#newProcesses()).length === 0, 3_000);
    return (await this.#newProcesses()).map((one) => `process ${one.pid}: ${one.argv || one.command}`);
  }

  async #newProcesses(): Promise<LabProcess[]> {
    const now = await this.#lab.processes();
    return now.filter((one) => !this.#before.has(one.pid) && !this.#isDaemon(one));
  }

  /** An engine that the run started on our request (`fix start-docker`) is not a leftover. */
  #isDaemon(one: LabProcess): boolean {
    return one.command === 'dockerd' || one.command === 'containerd';
  }

  async #labelled(kind: 'containers' | 'images', socket: string): Promise<string[]> {
    const filters = encodeURIComponent(JSON.stringify({ label: ['io.dockmedic.probe'] }));
    const answer = await this.#engine
      .ask(`/v1.40/${kind}/json?all=1&filters=${filters}`, socket)
      .catch(() => undefined);
    if (answer?.status !== 200) return []; // no engine, nothing in it
    // The Docker API promises objects with an `Id`.
    const found = JSON.parse(answer.body) as readonly { readonly Id: string }[];
    return found.map((one) => `${kind}: ${one.Id}`);
  }
}

export interface RunningDoctor {
  interrupt(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<void>;
  readonly finished: Promise<Finished>;
}

/** Signals the program itself, if it still runs: `nsenter` would die of the signal and hide the exit code. */
async function interrupt(nsenter: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const child = await childOf(nsenter.pid ?? 0);
  if (child !== undefined) process.kill(child, signal);
}

async function childOf(parent: number): Promise<number | undefined> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const [, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(ppid) === parent) return Number(pid);
  }
  return undefined;
}

const pidsIn = (processes: readonly LabProcess[]): ReadonlySet<number> =>
  new Set(processes.map((one) => one.pid));

function parsed(stdout: string): { report?: DoctorReport } {
  try {
    // Held against the published schema by the report's own tests.
    return { report: JSON.parse(stdout) as DoctorReport };
  } catch {
    return {};
  }
}

export const rootCodes = (run: DoctorRun): string[] =>
  (run.report?.rootCauses ?? []).map((root) => root.code);

/** A run in a few lines, for the failure message of a test. */
export function inBrief(run: DoctorRun): string {
  const rows = (run.report?.checks ?? [])
    .filter((row) => row.status !== 'ok')
    .map(
      (row) =>
        `  ${row.status} ${row.id}: ${[...row.findings.map((f) => `${f.code} (${f.message})`), row.reason?.text].join('; ')}`,
    );
  const raw = rows.length === 0 ? `\nstdout: ${run.stdout.slice(0, 2000)}` : '';
  const repairs = (run.report?.repairs ?? []).map((one) => `  ${JSON.stringify(one)}`);
  return `exit ${run.exitCode} after ${Math.round(run.wallMs)} ms${raw}\n${[...rows, ...repairs].join('\n')}\nstderr: ${run.stderr.slice(0, 2000)}`;
}
