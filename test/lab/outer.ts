import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finished, finish, type SpawnOptions, until } from '#test/engine/support/spawned';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** For the tools of the machine: nothing of whoever started us but the way to the mirror. */
export const environment = (): Readonly<Record<string, string>> => {
  const proxies = Object.entries(process.env).filter(([name]) => /^(https?|no)_proxy$/i.test(name));
  return { ...Object.fromEntries(proxies.map(([name, value = '']) => [name, value])), PATH };
};

/** Where images and program are kept between runs. */
export const cacheFolder = (environment: Readonly<Record<string, string | undefined>>): string => {
  const { XDG_CACHE_HOME: base = '/var/cache' } = environment;
  return join(base, 'dockmedic-lab');
};

/** Where its socket, pid file and lock are: one for each cache, so that labs with caches of their own may run side by side. */
const runFolder = (folder: string): string =>
  `/run/dockmedic-lab-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`;

/**
 * The engine whose containers are the lab's hosts: a dockerd of our own with its own data, socket, pid file and no network
 * of its own, so that the machine's engine and firewall are never touched. One at a time for each cache.
 */
export class OuterEngine {
  readonly folder: string;
  readonly socket: string;
  readonly #run: string;
  readonly #guard: ChildProcess;

  private constructor(folder: string, run: string, guard: ChildProcess) {
    this.folder = folder;
    this.socket = socketIn(run);
    this.#run = run;
    this.#guard = guard;
  }

  static async open(folder: string, ownPid: number): Promise<OuterEngine> {
    const run = runFolder(folder);
    await clearAway(run, ownPid);
    await mkdir(run, { recursive: true, mode: 0o700 });
    await mkdir(folder, { recursive: true, mode: 0o755 });
    const log = join(folder, 'dockerd.log');
    const daemon = launch(folder, run, log);
    const guard = watchOver(daemon, folder, run);
    await writeFile(ownerIn(run), `${ownPid} ${guard.pid ?? 0} ${daemon.pid ?? 0}\n`);
    const engine = new OuterEngine(folder, run, guard);
    const answers = async () => (await engine.docker(['version'])).exitCode === 0;
    if (await until(answers, 60_000, 200)) {
      await engine.#removeHosts(); // of a run whose guard was killed too
      return engine;
    }
    await engine.close();
    throw new Error(`The lab's engine does not start; it says in ${log}:\n${await lastLines(log)}`);
  }

  docker(args: readonly string[], options: SpawnOptions = {}): Promise<Finished> {
    const env = { ...this.#environment(), ...options.env };
    return finish(['docker', ...args], { ...options, env });
  }

  /** As `docker`, but a failure is an exception. */
  async must(args: readonly string[], options: SpawnOptions = {}): Promise<string> {
    const done = await this.docker(args, options);
    if (done.exitCode === 0) return done.stdout;
    const how = done.timedOut ? 'no answer in time' : `exit ${done.exitCode}`;
    throw new Error(`docker ${args.join(' ')}: ${how}\n${done.stdout}${done.stderr}`);
  }

  /** Pipes what one shell command writes into another; both see our engine. For `tar … | docker import -`. It ends when we do. */
  async pipe(script: string, args: readonly string[], timeoutMs: number): Promise<string> {
    const env = this.#environment();
    const argv = ['setpriv', '--pdeathsig=KILL', 'bash', '-euo', 'pipefail', '-c', script, 'bash', ...args];
    const done = await finish(argv, { env, timeoutMs });
    if (done.exitCode === 0) return done.stdout;
    throw new Error(
      `${script}: exit ${done.exitCode}\n${done.stdout.slice(-4000)}${done.stderr.slice(-4000)}`,
    );
  }

  #environment(): Readonly<Record<string, string>> {
    return { ...environment(), HOME: this.#run, DOCKER_HOST: `unix://${this.socket}` };
  }

  async #removeHosts(): Promise<void> {
    const ids = (await this.must(['ps', '--all', '--quiet', '--no-trunc'])).split('\n').filter(Boolean);
    if (ids.length > 0) await this.docker(['rm', '--force', '--volumes', ...ids], { timeoutMs: 120_000 });
  }

  /** The guard removes the hosts and ends the engine, here as after a Ctrl-C. */
  async close(): Promise<void> {
    if (this.#guard.exitCode !== null) return;
    const gone = new Promise((resolve) => this.#guard.once('exit', resolve));
    this.#guard.stdin?.end();
    await gone;
  }
}

const socketIn = (run: string): string => join(run, 'docker.sock');
const ownerIn = (run: string): string => join(run, 'owner');

const launch = (folder: string, run: string, log: string): ChildProcess => {
  const output = openSync(log, 'w');
  // In a network of its own: a dockerd without a bridge removes docker0, which may be the machine's own engine's.
  const daemon = spawn(
    'unshare',
    [
      ...['--net', '--', 'dockerd'],
      ...[`--host=unix://${socketIn(run)}`, `--pidfile=${run}/docker.pid`, `--exec-root=${run}/exec`],
      ...[`--data-root=${join(folder, 'engine')}`, '--bridge=none', '--iptables=false', '--ip6tables=false'],
    ],
    { cwd: '/', env: { PATH, HOME: run }, stdio: ['ignore', output, output], detached: true },
  );
  closeSync(output);
  return daemon;
};

/** Clears away once our end of its standard input closes: by `close`, or because this process is gone, however it ended. */
const watchOver = (daemon: ChildProcess, folder: string, run: string): ChildProcess => {
  const args = [String(daemon.pid), run, join(folder, 'root')];
  return spawn('bash', ['-c', GUARD, 'lab-guard', ...args], {
    cwd: '/',
    env: { PATH, HOME: run, DOCKER_HOST: `unix://${socketIn(run)}` },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // a Ctrl-C in the terminal is not for it
  });
};

const GUARD = `
  cat >/dev/null
  hosts=$(timeout 30 docker ps --all --quiet --no-trunc)
  [ -z "$hosts" ] || timeout 120 docker rm --force --volumes $hosts
  kill "$1"
  for n in $(seq 300); do kill -0 "$1" || break; sleep 0.1; done
  kill -KILL "$1"
  rm -rf "$2" "$3"`;

/** One that still works is not to be disturbed; where even the guard was killed, its engine and hosts are left behind. */
const clearAway = async (run: string, ownPid: number): Promise<void> => {
  const [owner = 0, guard = 0, daemon = 0] = (await readFile(ownerIn(run), 'utf8').catch(() => ''))
    .split(' ')
    .map((word) => Number(word));
  if (owner !== 0 && owner !== ownPid && isAlive(owner))
    throw new Error(`Another lab runs on this machine (process ${owner}); wait for it or end it`);
  if (guard !== 0) await until(async () => !isAlive(guard), 180_000, 200);
  if (daemon === 0 || !isAlive(daemon)) return;
  process.kill(daemon, 'SIGTERM');
  await until(async () => !isAlive(daemon), 30_000, 200);
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const lastLines = async (path: string): Promise<string> =>
  (await readFile(path, 'utf8').catch(() => '')).split('\n').slice(-15).join('\n');
