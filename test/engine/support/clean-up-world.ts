import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { ifAvailable, unavailable } from '#core/answer';
import { type EngineReply, type Host, probingHost } from '#core/host';
import { actLeftovers } from '#facts/act-leftovers';
import { type CleanUps, cleanUps } from '#facts/clean-ups';
import type { RemovalTarget } from '#facts/removal-target';
import { type UnusedNetworks, unusedNetworks } from '#facts/unused-networks';
import { parseContainers, parseDiskUsage, parseImages, parseNetworks } from '#parse/engine-api';
import { collected, someIdentity } from '#test/support/fake-host';
import type { Lab } from './lab.ts';

/** Everything that the engine of a lab keeps, and a way to make more of it. Looked at from outside, through its socket. */
export class CleanUpWorld {
  readonly target: RemovalTarget;
  readonly host: Host;
  /** Runs before the second command of a clean-up, when there is one. */
  meanwhile: (() => Promise<unknown>) | undefined;
  readonly #lab: Lab;
  readonly #socket: string;
  #commands = 0;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#socket = lab.outside('/run/docker.sock');
    this.target = {
      address: { kind: 'unix', path: this.#socket },
      client: ['docker', '--host', `unix://${this.#socket}`],
    };
    const base = probingHost({ kind: 'local', label: 'lab' }, async (kind) =>
      unavailable('absent', kind, 'ENOENT'),
    );
    this.host = {
      ...base,
      nowMs: async () => Date.now(),
      engineGet: (_address, path) => this.ask('GET', path),
      readWhole: async (path) => unavailable('absent', path, 'ENOENT'),
      run: async ([program, ...args]) => {
        this.#commands += 1;
        if (this.#commands === 2) await this.meanwhile?.();
        return new Promise((resolve) => {
          execFile(program, args, (error, stdout, stderr) =>
            resolve({ exitCode: error === null ? 0 : 1, stdout, stderr }),
          );
        });
      },
    };
  }

  begin(meanwhile: (() => Promise<unknown>) | undefined): void {
    this.#commands = 0;
    this.meanwhile = meanwhile;
  }

  ask(method: string, path: string, body?: string | Buffer): Promise<EngineReply> {
    const type = typeof body === 'string' ? 'application/json' : 'application/x-tar';
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          socketPath: this.#socket,
          method,
          path,
          headers: body === undefined ? {} : { 'content-type': type },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            resolve({ status: response.statusCode ?? 0, headers: {}, body: text, durationMs: 0 });
          });
        },
      );
      asked.on('error', reject).end(body);
    });
  }

  /** As `ask`, and it must succeed. */
  async must(method: string, path: string, body?: object | Buffer): Promise<Record<string, string>> {
    const sent = body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const reply = await this.ask(method, path, sent);
    if (reply.status >= 400) throw new Error(`${method} ${path}: ${reply.status} ${reply.body}`);
    const last = reply.body.trim().split('\n').at(-1) ?? '';
    return last.startsWith('{') ? (JSON.parse(last) as Record<string, string>) : {}; // what we read of it are texts
  }

  /** An image of `/bin/sleep` and what it needs, for containers that run. */
  async prepare(): Promise<void> {
    await this.#lab.shell(
      `libraries=$(ldd /bin/sleep | grep -o '/[^ ]*')
       tar -C / -chf /run/sleep.tar bin/sleep $(echo "$libraries" | sed 's|^/||')
       docker --host unix:///run/docker.sock import /run/sleep.tar sleeper >/dev/null`,
    );
  }

  /** A build of two layers with BuildKit. False: the client of this machine cannot. */
  async build(text: string): Promise<boolean> {
    const done = await this.#lab.run([
      ...['sh', '-euc'],
      `mkdir -p /run/build; cd /run/build; echo "$1" >a; printf 'FROM scratch\\nCOPY a /a\\nCOPY a /b\\n' >Dockerfile
       client=/usr/bin/docker; [ -x $client ] || client=docker
       DOCKER_BUILDKIT=1 $client --host unix:///run/docker.sock build --quiet --no-cache --tag built . >/dev/null
       $client --host unix:///run/docker.sock image rm built >/dev/null`,
      'sh',
      text,
    ]);
    return done.exitCode === 0;
  }

  /** What dockmedic's own facts would list. */
  async lists(): Promise<
    CleanUps & { readonly networks: UnusedNetworks['networks']; readonly act: CleanUps['volumes'] }
  > {
    const get = async (path: string): Promise<string> => (await this.ask('GET', path)).body;
    const [containers, images, report, networks] = await Promise.all([
      get('/containers/json?all=1').then(parseContainers),
      get('/images/json').then(parseImages),
      get('/system/df').then(parseDiskUsage),
      get('/networks').then(parseNetworks),
    ]);
    const needs = {
      identity: someIdentity({ settings: { ...someIdentity().settings, stoppedContainerDays: 0 } }),
      engineInUse: { engine: 'docker', address: this.target.address },
      removalTarget: this.target,
      ...{ report, containers, images, info: undefined },
      ...{ engineContainers: containers, engineNetworks: networks },
    };
    const room = ifAvailable(await collected(cleanUps, this.host, needs));
    const unused = ifAvailable(await collected(unusedNetworks, this.host, needs));
    const act = ifAvailable(await collected(actLeftovers, this.host, needs));
    if (room === undefined || unused === undefined || act === undefined) throw new Error('no list was made');
    return { ...room, networks: unused.networks, act: act.containers };
  }

  /** The names of all that there is. */
  async everything(): Promise<ReadonlySet<string>> {
    const read = async <T>(path: string): Promise<T> => JSON.parse((await this.ask('GET', path)).body) as T; // the engine's own lists
    const [containers, images, networks, volumes, df] = await Promise.all([
      read<{ Id: string }[]>('/containers/json?all=1'),
      read<{ Id: string; RepoTags: string[] | null }[]>('/images/json?all=1'),
      read<{ Id: string }[]>('/networks'),
      read<{ Volumes: { Name: string }[] | null }>('/volumes'),
      read<{ BuildCache: { ID: string }[] | null }>('/system/df'),
    ]);
    return new Set([
      ...containers.map(({ Id }) => `container ${Id}`),
      ...images.map(({ Id }) => `image ${Id}`),
      ...networks.map(({ Id }) => `network ${Id}`),
      ...(volumes.Volumes ?? []).map(({ Name }) => `volume ${Name}`),
      ...(df.BuildCache ?? []).map(({ ID }) => `build-cache ${ID}`),
    ]);
  }
}
