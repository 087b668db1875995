import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collect, type Finished, finish, launch, type SpawnOptions, until } from './spawned.ts';

const here = dirname(fileURLToPath(import.meta.url));
const repository = join(here, '..', '..', '..');
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export const LAB_ADDRESS = '10.99.0.2';

/** Who runs a command. `groups` left out: those that the group database gives, as a new login would. */
export interface Identity {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly groups?: readonly number[];
}

export interface LabOptions extends SpawnOptions {
  readonly user?: Identity;
  /** Started before the program, around it: `unshare --mount …`. */
  readonly wrapper?: readonly string[];
}

/** A process of the lab, by the number that the lab sees. */
export interface LabProcess {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
  readonly command: string;
  readonly argv: string;
}

/**
 * A private copy of this machine in which engines are started and broken: its own mounts (`/etc` and `/var` copied on
 * write, `/run` and the engines' data empty), process numbers and network. The machine's own engine, files and users are
 * never touched, every path is the default one, and nothing survives: when this test run ends in whatever way, the
 * lab's process 1 reads the end of its input, and the kernel takes every process and mount away with it.
 */
export class Lab {
  readonly folder: string;
  readonly pid: number;
  readonly #keeper: ChildProcess;

  private constructor(folder: string, pid: number, keeper: ChildProcess) {
    this.folder = folder;
    this.pid = pid;
    this.#keeper = keeper;
  }

  static async open(): Promise<Lab> {
    const folder = await mkdtemp('/tmp/dockmedic-lab-');
    const keeper = launch(
      [
        ...['unshare', '--mount', '--pid', '--net', '--fork', '--kill-child', '--'],
        ...['bash', join(here, 'lab-setup.sh'), folder, process.execPath, LAB_ADDRESS],
      ],
      { env: { PATH } },
    );
    const ready = await firstLine(keeper);
    const lab = new Lab(folder, Number(ready.replace('ready ', '')), keeper);
    await lab.#startResolver();
    return lab;
  }

  async #startResolver(): Promise<void> {
    await this.write(
      `${this.folder}/program/dns-server.mjs`,
      await readFile(join(here, 'dns-server.mjs'), 'utf8'),
    );
    const program = [`${this.folder}/program/node`, `${this.folder}/program/dns-server.mjs`, LAB_ADDRESS];
    await this.shell('"$@" </dev/null >/var/log/dns-server.log 2>&1 &', program);
    const isUp = await until(async () => (await this.read('/var/log/dns-server.log')) === 'ready\n', 10_000);
    if (!isUp)
      throw new Error(`The lab's resolver did not start: ${await this.read('/var/log/dns-server.log')}`);
  }

  /** Runs a command in the lab and gives its answer, whatever it is. */
  run(argv: readonly string[], options: LabOptions = {}): Promise<Finished> {
    return collect(this.launch(argv, options), options);
  }

  /** Starts a command in the lab; what is returned is the `nsenter` that waits for it. */
  launch(argv: readonly string[], options: LabOptions = {}): ChildProcess {
    const { user, wrapper = [] } = options;
    const inside = [...wrapper, ...(user ? becoming(user) : []), ...argv];
    return launch([...this.#entering(), ...inside], { ...options, env: this.#environment(options) });
  }

  /** A command in the lab, as one that a terminal outside can start. Ctrl-C and the terminal's end are for the command
   *  alone: `nsenter` would die of them and hide the rest. Node hears them, although it begins with them ignored. */
  command(argv: readonly string[], options: LabOptions = {}): readonly string[] {
    const environment = Object.entries({ TERM: 'xterm-256color', ...this.#environment(options) });
    const env = environment.map(([name, value]) => `${name}=${value}`);
    const inside = ['env', '-i', ...env, ...(options.user ? becoming(options.user) : []), ...argv];
    return ['sh', '-c', 'trap "" INT HUP; exec "$@"', 'sh', ...this.#entering(), ...inside];
  }

  #entering(): readonly string[] {
    return ['nsenter', `--target=${this.pid}`, '--mount', '--pid', '--net', '--'];
  }

  #environment({ user, env }: LabOptions): Readonly<Record<string, string>> {
    const home = user?.home ?? `${this.folder}/home-of-root`;
    const name = user?.name ?? 'root';
    return { PATH, HOME: home, USER: name, LOGNAME: name, LANG: 'C.UTF-8', ...env };
  }

  /** As `run`, but a failure is an exception: for the steps of a test that must succeed. */
  async must(argv: readonly string[], options: LabOptions = {}): Promise<string> {
    const done = await this.run(argv, options);
    if (done.exitCode === 0) return done.stdout;
    throw new Error(`${argv.join(' ')}: exit ${done.exitCode}\n${done.stdout}${done.stderr}`);
  }

  /** A script of ours; the arguments are `$1`, `$2` … */
  shell(script: string, args: readonly string[] = []): Promise<string> {
    return this.must(['sh', '-euc', script, 'sh', ...args]);
  }

  async write(path: string, text: string): Promise<void> {
    await this.must(['sh', '-euc', 'mkdir -p "$1"; cat >"$2"', 'sh', dirname(path), path], { input: text });
  }

  /** `undefined` when there is no such file. */
  async read(path: string): Promise<string | undefined> {
    const done = await this.run(['cat', '--', path]);
    return done.exitCode === 0 ? done.stdout : undefined;
  }

  async exists(path: string): Promise<boolean> {
    return (await this.run(['stat', '--', path])).exitCode === 0;
  }

  /** Where a file of the lab is found from outside. Follows no absolute link of the lab: use real paths only. */
  outside(path: string): string {
    return `/proc/${this.pid}/root${path}`;
  }

  async processes(): Promise<LabProcess[]> {
    const names = await readdir(this.outside('/proc'));
    const found = await Promise.all(
      names.filter((name) => /^\d+$/.test(name)).map((name) => this.#process(name)),
    );
    return found.filter((one) => one !== undefined);
  }

  async #process(pid: string): Promise<LabProcess | undefined> {
    try {
      const stat = await readFile(this.outside(`/proc/${pid}/stat`), 'utf8');
      const argv = await readFile(this.outside(`/proc/${pid}/cmdline`), 'utf8');
      const close = stat.lastIndexOf(')');
      const [state = '', parent = ''] = stat.slice(close + 2).split(' ');
      const command = stat.slice(stat.indexOf('(') + 1, close);
      return {
        pid: Number(pid),
        parent: Number(parent),
        state,
        command,
        argv: argv.replaceAll('\0', ' ').trim(),
      };
    } catch {
      return undefined; // it ended while we looked
    }
  }

  async pidsOf(command: string): Promise<number[]> {
    const all = await this.processes();
    return all.filter((one) => one.command === command && one.state !== 'Z').map((one) => one.pid);
  }

  async signal(name: 'STOP' | 'CONT' | 'TERM' | 'INT' | 'KILL', pids: readonly number[]): Promise<void> {
    // A process that is gone by now needs no signal.
    for (const pid of pids) await this.run(['kill', `-${name}`, String(pid)]);
  }

  /** Copies the built program to where every user of the lab can read it; the way to start it. */
  async install(built: string): Promise<readonly string[]> {
    const program = `${this.folder}/program`;
    await this.write(`${program}/package.json`, await readFile(join(repository, 'package.json'), 'utf8'));
    await this.shell('rm -rf "$2/dist"; cp -r "$1" "$2/dist"; chmod -R a+rX "$2/dist"', [
      dirname(built),
      program,
    ]);
    return [`${program}/node`, `${program}/dist/${basename(built)}`];
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#keeper.once('close', resolve));
    this.#keeper.stdin?.end();
    await gone;
    await rm(this.folder, { recursive: true, force: true });
  }
}

const becoming = (user: Identity): string[] => [
  ...['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`],
  user.groups === undefined ? '--init-groups' : `--groups=${user.groups.join(',')}`,
  '--',
];

/** The first line that the lab's process 1 prints; its standard error when it dies instead. */
function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (more: string) => {
      errors += more;
    });
    child.stdout?.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      if (text.includes('\n')) resolve(text.trim());
    });
    child.on('error', reject);
    child.on('close', () => reject(new Error(`The lab could not be made:\n${errors}`)));
  });
}

/** Whether this machine lets us make a lab at all; the reason when it does not. */
export async function whyNoLab(): Promise<string | undefined> {
  const probe = [
    'unshare',
    '--mount',
    '--pid',
    '--net',
    '--fork',
    '--kill-child',
    '--',
    'mount',
    '-t',
    'proc',
    'proc',
    '/proc',
  ];
  const done = await finish(probe, { env: { PATH } }).catch((error: unknown) => ({
    exitCode: -1,
    stderr: String(error),
  }));
  return done.exitCode === 0 ? undefined : `namespaces cannot be made here (${done.stderr.trim()})`;
}
