import { dirname } from 'node:path';
import type { Finished } from '#test/engine/support/spawned';
import { boundCapabilities } from './capabilities.ts';
import type { OuterEngine } from './outer.ts';
import { PROGRAM } from './program.ts';
import { openSsh, overSsh } from './ssh.ts';

/** How a command is run in a host; left out: as root. */
export interface As {
  /** A new login of this user, with the groups that the user has at this moment. */
  readonly user?: string;
  /** With `user`: not a new login but a session that is older than the groups: these are the ones it has. */
  readonly groups?: readonly string[];
  /** With `user`: through sshd, as from another machine. A connection of `openSsh` is used again, with the groups it began with. */
  readonly over?: 'ssh';
  /** In a container of this host's own engine (`inner.ts`), as its user. */
  readonly inside?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly timeoutMs?: number;
}

/** A whole machine of the lab: its own systemd, users, sudo, dockerd and containerd, in a container of the outer engine. */
export class LabHost {
  readonly id: string;
  readonly #outer: OuterEngine;

  private constructor(id: string, outer: OuterEngine) {
    this.id = id;
    this.#outer = outer;
  }

  /** Starts a host; it is not ready before `ready()`. */
  static async start(outer: OuterEngine, image: string, program: string, node: string): Promise<LabHost> {
    const id = await outer.must([
      ...['run', '--detach', '--hostname=host', '--network=none', '--stop-signal=SIGRTMIN+3'],
      // `--privileged` fails where the machine itself lacks a capability.
      ...(await boundCapabilities()).map((name) => `--cap-add=${name}`),
      ...['--security-opt=seccomp=unconfined', '--security-opt=apparmor=unconfined'],
      ...['--security-opt=systempaths=unconfined', '--device-cgroup-rule=a *:* rwm'],
      ...['--volume=/sys/fs/cgroup:/sys/fs/cgroup:rw', '--tmpfs=/run:exec', '--tmpfs=/run/lock'],
      // An overlay on an overlay does not work; the engine's data lies on the machine's own file system.
      ...['--volume=/var/lib/docker', '--volume=/var/lib/containers'],
      ...[`--volume=${program}:${PROGRAM}:ro`, `--volume=${node}:${PROGRAM}/node:ro`],
      image,
    ]);
    return new LabHost(id.trim(), outer);
  }

  /** Waits until systemd has started everything and the engine answers; one command, since each costs as much as a look. */
  async ready(): Promise<void> {
    const done = await this.run(['bash', '-uc', READY], { timeoutMs: 180_000 });
    if (done.exitCode !== 0)
      throw new Error(`The host does not come up: ${done.stdout}${done.stderr}${await this.#state()}`);
  }

  async #state(): Promise<string> {
    const { stdout } = await this.run([
      ...['sh', '-c', 'systemctl is-system-running; systemctl --failed --no-legend'],
    ]);
    const journal = await this.run(['journalctl', '--no-pager', '--lines=20', '--priority=warning']);
    return `${stdout}\n${journal.stdout}`;
  }

  /** Runs a command and gives its answer, whatever it is. */
  run(argv: readonly string[], as: As = {}): Promise<Finished> {
    const { input = '', timeoutMs = 120_000 } = as;
    return this.#outer.docker(['exec', '--interactive', this.id, ...become(as), ...argv], {
      input,
      timeoutMs,
    });
  }

  /** As `run`, but a failure is an exception. */
  async must(argv: readonly string[], as: As = {}): Promise<string> {
    const done = await this.run(argv, as);
    if (done.exitCode === 0) return done.stdout;
    throw new Error(`${argv.join(' ')}: exit ${done.exitCode}\n${done.stdout}${done.stderr}`);
  }

  /** A script of ours that must succeed, as root; the arguments are `$1`, `$2` … */
  shell(script: string, args: readonly string[] = [], as: As = {}): Promise<string> {
    return this.must(['bash', '-euc', script, 'bash', ...args], as);
  }

  /** A script that is expected to end badly: `systemctl start` of what cannot start. */
  async inVain(script: string): Promise<Finished> {
    const done = await this.run(['bash', '-uc', script]);
    if (done.exitCode === 0) throw new Error(`${script}: succeeded although it should not`);
    return done;
  }

  /** A connection of this user that stays open; `over: 'ssh'` goes through it from now on. */
  async openSsh(user: string): Promise<void> {
    await this.must(openSsh(user));
  }

  async write(path: string, text: string): Promise<void> {
    await this.shell('mkdir -p "$1"; cat >"$2"', [dirname(path), path], { input: text });
  }

  async close(): Promise<void> {
    // Nothing in it is worth an orderly shutdown; its anonymous volumes go with it.
    await this.#outer.docker(['rm', '--force', '--volumes', this.id], { timeoutMs: 60_000 });
  }
}

/** On the way it lays down device nodes that a machine has and a container lacks, and the command `dockmedic`. */
const READY = `
  for n in $(seq 450); do
    state=$(systemctl is-system-running)
    [ "$state" != running ] || break
    sleep 0.2
  done
  [ "$state" = running ] || { echo "systemd is $state"; exit 1; }
  for n in $(seq 0 63); do [ -e /dev/loop$n ] || mknod /dev/loop$n b 7 $n; done
  [ -e /dev/loop-control ] || mknod /dev/loop-control c 10 237
  [ -e /dev/fuse ] || mknod -m 666 /dev/fuse c 10 229
  mkdir -p /dev/net; [ -e /dev/net/tun ] || mknod -m 666 /dev/net/tun c 10 200
  ln -sf ${PROGRAM}/node /usr/local/bin/node
  ln -sf ${PROGRAM}/dist/bin.js /usr/local/bin/dockmedic
  for n in $(seq 600); do
    curl --silent --fail --max-time 2 --output /dev/null --unix-socket /run/docker.sock http://docker/_ping && exit
    sleep 0.1
  done
  echo "dockerd does not answer"; exit 1`;

const become = ({ user, groups, over, inside, env = {} }: As): readonly string[] => {
  const settings = ['env', ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
  if (inside !== undefined) return ['docker', 'exec', '--interactive', inside, ...settings];
  if (user !== undefined && over === 'ssh') return [...overSsh(user), ...settings];
  if (user === undefined) return settings;
  if (groups === undefined) return ['runuser', '--login', '-c', 'exec "$@"', '--', user, 'sh', ...settings];
  return [
    ...['setpriv', `--reuid=${user}`, `--regid=${user}`, `--groups=${groups.join(',')}`, '--', 'env'],
    ...[`HOME=/home/${user}`, `USER=${user}`, `LOGNAME=${user}`, ...settings.slice(1)],
  ];
};
