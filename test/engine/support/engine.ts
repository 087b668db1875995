import { request } from 'node:http';
import type { Lab } from './lab.ts';
import { until } from './spawned.ts';

export const SOCKET = '/var/run/docker.sock';
export const PID_FILE = '/var/run/docker.pid';
export const DAEMON_JSON = '/etc/docker/daemon.json';
/** Where Debian's init script sends what dockerd says; the harness does the same. */
export const LOG = '/var/log/docker.log';

export type Daemon = 'dockerd' | 'containerd';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The Docker Engine of a lab, at the default path with the default options: started, killed, frozen. */
export class Engine {
  readonly lab: Lab;

  constructor(lab: Lab) {
    this.lab = lab;
  }

  /** Starts dockerd, unless it runs already, and waits until it answers. */
  async start(options: readonly string[] = []): Promise<void> {
    if (await this.answers()) return;
    await this.#launch(options);
    if (await until(() => this.#answersOrDied(), 30_000)) {
      if (await this.answers()) return;
      throw new Error(`dockerd died:\n${await this.saidLast()}`);
    }
    throw new Error(`dockerd does not answer:\n${await this.saidLast()}`);
  }

  /** Starts dockerd the way an administrator does and expects that it cannot run; what it said last. */
  async startInVain(): Promise<string> {
    await this.lab.shell(`: >${LOG}`);
    await this.lab.must(['service', 'docker', 'start']);
    // The init script returns before dockerd has begun: not running counts once it has said something.
    const hasDied = async () => !(await this.runs()) && (await this.saidLast()) !== '';
    if (!(await until(async () => (await this.answers()) || (await hasDied()), 60_000))) {
      throw new Error(`dockerd neither answers nor dies:\n${await this.saidLast()}`);
    }
    if (await this.answers()) throw new Error('dockerd started although it should not');
    return this.saidLast();
  }

  async #launch(options: readonly string[]): Promise<void> {
    await this.lab.shell(`: >${LOG}; setsid dockerd "$@" </dev/null >>${LOG} 2>&1 &`, options);
    await until(() => this.runs(), 5_000, 10);
  }

  async #answersOrDied(): Promise<boolean> {
    return (await this.answers()) || !(await this.runs());
  }

  /** Stops it as the service manager does. Nothing of it is left, the socket and the pid file included. */
  async stop(): Promise<void> {
    await this.thaw('containerd');
    await this.thaw('dockerd');
    await this.lab.signal('TERM', await this.pids('dockerd'));
    const isGone = async () => !(await this.runs()) && (await this.pids('containerd')).length === 0;
    if (!(await until(isGone, 15_000))) await this.kill();
    await this.lab.shell(`rm -rf ${SOCKET} ${PID_FILE} /var/run/docker-ssd.pid`);
  }

  /** The crash: socket and pid file stay behind. */
  async kill(): Promise<void> {
    await this.lab.signal('KILL', await this.pids('dockerd'));
    const isGone = async () => !(await this.runs());
    await until(isGone, 5_000);
    await this.lab.signal('KILL', await this.pids('containerd'));
    await until(async () => (await this.pids('containerd')).length === 0, 5_000);
  }

  async freeze(daemon: Daemon): Promise<void> {
    await this.lab.signal('STOP', await this.pids(daemon));
  }

  async thaw(daemon: Daemon): Promise<void> {
    await this.lab.signal('CONT', await this.pids(daemon));
  }

  pids(daemon: Daemon): Promise<number[]> {
    return this.lab.pidsOf(daemon);
  }

  async runs(): Promise<boolean> {
    return (await this.pids('dockerd')).length > 0;
  }

  async answers(): Promise<boolean> {
    const answer = await this.ask('/_ping').catch(() => undefined);
    return answer?.status === 200;
  }

  /** GET from the engine, or from another one in the lab. */
  ask(path: string, socket = '/run/docker.sock', timeoutMs = 2_000): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request(
        { socketPath: this.lab.outside(socket), path, timeout: timeoutMs },
        (response) => {
          let body = '';
          response.setEncoding('utf8').on('data', (text: string) => {
            body += text;
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
        },
      );
      asked.on('timeout', () => asked.destroy(new Error(`${path}: no answer in ${timeoutMs} ms`)));
      asked.on('error', reject).end();
    });
  }

  async saidLast(): Promise<string> {
    return ((await this.lab.read(LOG)) ?? '').split('\n').slice(-15).join('\n');
  }
}
