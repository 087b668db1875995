import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { PassThrough, Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { type Unavailable, unavailable } from '#core/answer';
import { describeAddress, type EngineAddress, type RoundTrip, type RoundTripStage } from '#core/host';
import { PROBE_PATH, probeArchitecture, probeRootFilesystem } from '../probe-image/probe-image.ts';

export interface RoundTripOptions {
  readonly address: EngineAddress;
  /** As the engine names it: `x86_64`, `aarch64`. */
  readonly architecture: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Everything that a round trip creates carries this label; its value is unimportant. */
export const PROBE_LABEL = 'io.dockmedic.probe';

// Longer than any run lives, so that a probe of another dockmedic at work is never touched.
const LEFTOVER_AGE_S = 120;
const REMOVE_TIMEOUT_MS = 5000;
// After the run's end there is little time left to tidy up; what stays is removed by the next run.
const REMOVE_TIMEOUT_ENDED_MS = 700;

/** Imports dockmedic's own image, creates a container from it, starts it, reads what it writes, and removes
 *  both again, whatever happens in between. Nothing is pulled. */
export const roundTrip = async (options: RoundTripOptions): Promise<RoundTrip | Unavailable> => {
  const architecture = probeArchitecture(options.architecture);
  const source = `run a container on ${describeAddress(options.address)}`;
  if (architecture === undefined) {
    return unavailable('absent', source, `no probe program for the architecture ${options.architecture}`);
  }
  const docker = await connectDockerode(options.address);
  const trip = new Trip(docker, options);
  return trip.run(Buffer.from(probeRootFilesystem(architecture)));
};

const connectDockerode = async (address: EngineAddress): Promise<Dockerode> => {
  const { default: Docker } = await import('dockerode');
  if (address.kind === 'unix') return new Docker({ socketPath: address.path });
  const { hostName: host, port, tls } = address;
  if (tls === undefined) return new Docker({ host, port, protocol: 'http' });
  const { caPath, certPath, keyPath } = tls;
  return new Docker({
    host,
    port,
    protocol: 'https',
    ...(caPath === undefined ? {} : { ca: await readFile(caPath) }),
    ...(certPath === undefined ? {} : { cert: await readFile(certPath) }),
    ...(keyPath === undefined ? {} : { key: await readFile(keyPath) }),
  });
};

/** One round trip: its names are known before anything is created, so that everything can be removed even
 *  when the answer to a creation was lost. */
class Trip {
  readonly #name = `dockmedic-probe-${randomBytes(6).toString('hex')}`;
  readonly #stages: { name: RoundTripStage; durationMs: number }[] = [];
  readonly #docker: Dockerode;
  readonly #options: RoundTripOptions;
  #stage: RoundTripStage = 'import';

  constructor(docker: Dockerode, options: RoundTripOptions) {
    this.#docker = docker;
    this.#options = options;
  }

  async run(rootFilesystem: Buffer): Promise<RoundTrip> {
    let outcome: Pick<RoundTrip, 'stdout' | 'exitCode' | 'failure'> = { stdout: '' };
    try {
      await this.#do('import', () => this.#import(rootFilesystem));
      const container = await this.#do('create', () => this.#create());
      const output = await this.#do('output', () => attach(container));
      await this.#do('start', () => container.start());
      const { StatusCode: exitCode } = await this.#do('wait', () => container.wait());
      outcome = { stdout: await this.#do('output', () => output.text), exitCode };
    } catch (error) {
      outcome = { stdout: '', failure: { stage: this.#stage, ...describeError(error) } };
    }
    const leftovers = await this.#tidyUp();
    return { stages: this.#stages, ...outcome, leftovers };
  }

  async #do<T>(name: RoundTripStage, act: () => Promise<T>): Promise<T> {
    this.#stage = name;
    const startedMs = performance.now();
    const result = await ended(act(), this.#options.timeoutMs, this.#options.signal);
    this.#stages.push({ name, durationMs: performance.now() - startedMs });
    return result;
  }

  async #import(rootFilesystem: Buffer): Promise<void> {
    const progress = await this.#docker.importImage(Readable.from([rootFilesystem]), {
      repo: this.#name,
      tag: 'latest',
      changes: `LABEL ${PROBE_LABEL}=true`,
    });
    await new Promise<void>((resolve, reject) =>
      this.#docker.modem.followProgress(progress, (error: Error | null) =>
        error ? reject(error) : resolve(),
      ),
    );
  }

  #create(): Promise<Dockerode.Container> {
    return this.#docker.createContainer({
      name: this.#name,
      Image: `${this.#name}:latest`,
      Cmd: [PROBE_PATH],
      Labels: { [PROBE_LABEL]: 'true' },
    });
  }

  /** Removes this trip's container and image, and those that an earlier, killed run left behind. */
  async #tidyUp(): Promise<readonly string[]> {
    const { signal } = this.#options;
    const limitMs = signal.aborted ? REMOVE_TIMEOUT_ENDED_MS : REMOVE_TIMEOUT_MS;
    const startedMs = performance.now();
    const own = [
      await this.#removeContainer(this.#name, limitMs),
      await this.#removeImage(this.#name, limitMs),
    ];
    const old = signal.aborted ? [] : await this.#removeLeftovers(limitMs).catch(() => []);
    const leftovers = [...own, ...old].filter((name) => name !== undefined);
    if (leftovers.length === 0)
      this.#stages.push({ name: 'remove', durationMs: performance.now() - startedMs });
    return leftovers;
  }

  async #removeLeftovers(limitMs: number): Promise<readonly (string | undefined)[]> {
    const filters = { label: [PROBE_LABEL] };
    const before = Date.now() / 1000 - LEFTOVER_AGE_S;
    const containers = await within(limitMs, this.#docker.listContainers({ all: true, filters }));
    const images = await within(limitMs, this.#docker.listImages({ filters }));
    const isOld = ({ Created }: { Created: number }): boolean => Created < before;
    return Promise.all([
      ...containers.filter(isOld).map(({ Id }) => this.#removeContainer(Id, limitMs)),
      ...images.filter(isOld).map(({ Id }) => this.#removeImage(Id, limitMs)),
    ]);
  }

  #removeContainer(name: string, limitMs: number): Promise<string | undefined> {
    const remove = this.#docker.getContainer(name).remove({ force: true, v: true });
    return removed(within(limitMs, remove), `container ${name}`);
  }

  #removeImage(name: string, limitMs: number): Promise<string | undefined> {
    return removed(within(limitMs, this.#docker.getImage(name).remove({ force: true })), `image ${name}`);
  }
}

/** What stays behind: nothing when it was removed or was never there. */
const removed = async (removal: Promise<unknown>, name: string): Promise<string | undefined> => {
  try {
    await removal;
    return undefined;
  } catch (error) {
    return describeError(error).status === 404 ? undefined : name;
  }
};

const attach = async (container: Dockerode.Container): Promise<{ readonly text: Promise<string> }> => {
  // Attached before the start, so that engines whose log driver cannot be read back answer as well.
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  const output = new PassThrough();
  container.modem.demuxStream(stream, output, output);
  stream.once('end', () => output.end());
  stream.once('error', (error) => output.destroy(error));
  const text = collectText(output);
  text.catch(() => undefined); // when an earlier stage fails, nobody waits for it
  return { text };
};

const collectText = async (stream: Readable): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
};

/** A promise, or the end of the run or of the deadline, whichever comes first. */
const ended = <T>(promise: Promise<T>, timeoutMs: number, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    const onAbort = (): void => reject(new Error('the run ended first'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    });
  });

const NEVER = new AbortController().signal;
const within = <T>(limitMs: number, promise: Promise<T>): Promise<T> => ended(promise, limitMs, NEVER);

const describeError = (error: unknown): { readonly detail: string; readonly status?: number } => {
  const { statusCode, json, message } = error as {
    readonly statusCode?: number;
    readonly json?: { readonly message?: string };
    readonly message?: string;
  }; // docker-modem's errors are plain errors with these extras
  const detail = json?.message ?? message ?? String(error);
  return statusCode === undefined ? { detail } : { detail, status: statusCode };
};
