import { randomBytes } from 'node:crypto';
import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import {
  describeAddress,
  type EngineAddress,
  type PortCall,
  type ProbeNetwork,
  type RoundTrip,
  type RoundTripStage,
} from '#core/host';
import { errnoOf, fromError } from '#host/errno';
import { PROBE_PATH, probeArchitecture, probeRootFilesystem } from '../probe-image/probe-image.ts';
import type { ProbeTask } from '../probe-image/program.ts';
import { before } from './before.ts';
import { callPort } from './call-port.ts';
import { EngineRefusal } from './engine-refusal.ts';
import { type Kind, PROBE_NAME_PREFIX } from './own-things.ts';
import { type Attached, connectProbeEngine, type ProbeEngine } from './probe-engine.ts';
import { type Created, tidyUp } from './tidy-up.ts';

export interface RoundTripOptions {
  readonly address: EngineAddress;
  /** As the engine names it: `x86_64`, `aarch64`. */
  readonly architecture: string;
  readonly network?: ProbeNetwork;
  /** For all stages together; what was created is removed after that. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** How old, in seconds, what an earlier run left must be before it is removed; 120 unless told. */
  readonly leftoverAgeS?: number;
}

// Once the container has ended, its output is there; an engine that keeps the stream open is not waited for.
const OUTPUT_GRACE_MS = 1500;

const PORT_MS = 5000;

/** Imports dockmedic's own image, creates a container from it, starts it, reads what it writes, and removes
 *  both again, whatever happens in between. Nothing is pulled. */
export const roundTrip = async (options: RoundTripOptions): Promise<RoundTrip | Unavailable> => {
  const architecture = probeArchitecture(options.architecture);
  const source = `run a container on ${describeAddress(options.address)}`;
  if (architecture === undefined) {
    return unavailable('absent', source, `no probe program for the architecture ${options.architecture}`);
  }
  if (options.signal.aborted) return unavailable('timed-out', source, 'the run ended first');
  try {
    const engine = await connectProbeEngine(options.address);
    if (isUnavailable(engine)) return engine;
    const archive = probeRootFilesystem(architecture, taskOf(options.network));
    const answer = await new Trip(engine, options).run(archive);
    return options.signal.aborted ? unavailable('timed-out', source, 'the run ended first') : answer;
  } catch (error) {
    return fromError(source, error);
  }
};

/** One round trip. Its names are known before anything is created, so that everything can be removed even
 *  when the answer to a creation was lost. */
class Trip {
  readonly #name = newName();
  readonly #stages: { name: RoundTripStage; durationMs: number }[] = [];
  readonly #created: Created[] = [];
  readonly #engine: ProbeEngine;
  readonly #signal: AbortSignal;
  readonly #leftoverAge: Pick<RoundTripOptions, 'leftoverAgeS'>;
  readonly #deadlineMs: number;
  readonly #called: boolean;
  #stage: RoundTripStage = 'import';

  constructor(engine: ProbeEngine, { timeoutMs, signal, leftoverAgeS, network }: RoundTripOptions) {
    this.#engine = engine;
    this.#called = network?.called === true;
    this.#leftoverAge = leftoverAgeS === undefined ? {} : { leftoverAgeS };
    this.#signal = signal;
    this.#deadlineMs = performance.now() + timeoutMs;
  }

  async run(archive: Uint8Array): Promise<RoundTrip> {
    const outcome = await this.#travel(archive);
    this.#engine.cutCalls();
    const startedMs = performance.now();
    const leftovers = await tidyUp({
      engine: this.#engine,
      created: this.#created,
      signal: this.#signal,
      ...this.#leftoverAge,
    });
    if (leftovers.length === 0)
      this.#stages.push({ name: 'remove', durationMs: performance.now() - startedMs });
    this.#engine.cutCalls();
    return { stages: this.#stages, ...outcome, leftovers };
  }

  async #travel(archive: Uint8Array): Promise<Omit<RoundTrip, 'stages' | 'leftovers'>> {
    try {
      const image = this.#name;
      await this.#create('import', { kind: 'image', name: image }, () =>
        this.#engine.importImage(image, archive),
      );
      const first = await this.#launch(this.#name, true);
      // A port is more than a container needs: that alone may be what was refused.
      const isRefused = first instanceof EngineRefusal;
      const last = isRefused ? await this.#launch(newName(), false) : first;
      if (last instanceof EngineRefusal) throw last;
      const [exitCode, call] = await this.#waitFor(last, !isRefused);
      const stdout = await this.#do('output', () => outputOf(last.attached));
      return { stdout, exitCode, ...call, ...(isRefused ? { unpublished: first.message } : {}) };
    } catch (error) {
      return { stdout: '', failure: { stage: this.#stage, ...describeError(error) } };
    }
  }

  /** While it runs, its published port is called. */
  async #waitFor(
    { name }: Launched,
    published: boolean,
  ): Promise<readonly [number, { readonly call?: PortCall }]> {
    const ended = new AbortController();
    const calling = published && this.#called ? this.#call(name, ended.signal) : undefined;
    try {
      const exitCode = await this.#do('wait', () => this.#engine.wait(name));
      ended.abort();
      const call = await calling;
      return [exitCode, call === undefined ? {} : { call }];
    } finally {
      ended.abort();
    }
  }

  async #call(name: string, ended: AbortSignal): Promise<PortCall | undefined> {
    try {
      const port = await before(this.#engine.publishedPort(name), PORT_MS, ended);
      return port === undefined ? undefined : await callPort(port, ended);
    } catch {
      return undefined; // the port is not known: nothing was seen of it
    }
  }

  /** A container that was started, or why it could not be. */
  async #launch(name: string, published: boolean): Promise<Launched | EngineRefusal> {
    const imported = this.#stages.filter(({ name: stage }) => stage === 'import');
    try {
      const of = { image: `${this.#name}:latest`, program: PROBE_PATH, published };
      await this.#create('create', { kind: 'container', name }, () => this.#engine.createContainer(name, of));
      // Attached before the start, so that engines whose log driver cannot be read back answer as well.
      const attached = await this.#do('attach', () => this.#engine.attach(name));
      await this.#do('start', () => this.#engine.start(name));
      return { name, attached };
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error;
      if (published) this.#stages.splice(0, Number.POSITIVE_INFINITY, ...imported);
      return error;
    }
  }

  async #create(
    stage: RoundTripStage,
    what: { readonly kind: Kind; readonly name: string },
    act: () => Promise<void>,
  ): Promise<void> {
    try {
      await this.#do(stage, act);
      this.#created.push({ ...what, confirmed: true });
    } catch (error) {
      // The engine may have gone on without us; only a plain refusal says that there is nothing to remove.
      if (!isRefusal(error)) this.#created.push({ ...what, confirmed: false });
      throw error;
    }
  }

  async #do<T>(name: RoundTripStage, act: () => Promise<T>): Promise<T> {
    this.#stage = name;
    if (this.#signal.aborted) throw new Error('the run ended first');
    const startedMs = performance.now();
    const result = await before(act(), Math.max(0, this.#deadlineMs - startedMs), this.#signal);
    this.#stages.push({ name, durationMs: performance.now() - startedMs });
    return result;
  }
}

interface Launched {
  readonly name: string;
  readonly attached: Attached;
}

const taskOf = (network: ProbeNetwork | undefined): ProbeTask => {
  const { queryHex, references = [], called: listens = false } = network ?? {};
  if (queryHex === undefined) return { references, listens };
  return { query: Buffer.from(queryHex, 'hex'), references, listens };
};

const newName = (): string => `${PROBE_NAME_PREFIX}${randomBytes(6).toString('hex')}`;

const outputOf = async ({ text, cut }: Attached): Promise<string> => {
  const timer = setTimeout(cut, OUTPUT_GRACE_MS);
  const output = await text;
  clearTimeout(timer);
  return output;
};

const NEVER_CONNECTED: readonly string[] = ['ECONNREFUSED', 'ENOENT', 'EACCES', 'EPERM'];

// A proxy in front of the engine lost its answer; the engine itself may have gone on.
const LOST_BEHIND: readonly number[] = [502, 504];

/** The engine said no, or was never reached. */
const isRefusal = (error: unknown): boolean =>
  error instanceof EngineRefusal
    ? !LOST_BEHIND.includes(error.status)
    : NEVER_CONNECTED.includes(errnoOf(error) ?? '');

const describeError = (error: unknown): { readonly detail: string; readonly status?: number } => {
  if (error instanceof EngineRefusal) return { detail: error.message, status: error.status };
  return { detail: error instanceof Error ? error.message : String(error) };
};
