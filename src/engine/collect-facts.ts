import { type Unavailable, unavailable } from '#core/answer';
import { OwnShortage } from '#core/errors';
import { type Fact, factOf, missingNeed, type Needs } from '#core/fact';
import type { ProbingHost } from '#core/host';

export interface CollectorOptions {
  readonly host: ProbingHost;
  /** Deadline of one fact, counted from when its own needs are there. */
  readonly factTimeoutMs: number;
  readonly passive: boolean;
  readonly offline: boolean;
  /** Aborted when the run's deadline is over or the person interrupts; facts still out then are lost. */
  readonly signal: AbortSignal;
}

/** Asking for a fact hands back the promise already started: sharing, order and parallelism follow. */
export interface Collector {
  get<T>(fact: Fact<T>): Promise<T | Unavailable>;
  /** The values of all needs, by name, those missing as `Unavailable`. */
  gather(needs: Needs): Promise<Readonly<Record<string, unknown>>>;
}

export const createCollector = (options: CollectorOptions): Collector => {
  const started = new Map<Fact<unknown>, Promise<unknown>>();
  const collector: Collector = {
    get: <T>(fact: Fact<T>) => {
      const known = started.get(fact) ?? collect(fact, collector, options);
      started.set(fact, known);
      return known as Promise<T | Unavailable>; // the map holds each fact's own promise
    },
    gather: async (needs) => {
      const entries = Object.entries(needs).map(
        async ([name, need]) => [name, await collector.get(factOf(need))] as const,
      );
      return Object.fromEntries(await Promise.all(entries));
    },
  };
  return collector;
};

const collect = async <T>(
  fact: Fact<T>,
  collector: Collector,
  options: CollectorOptions,
): Promise<T | Unavailable> => {
  const left = leftOut(fact, options);
  if (left !== undefined) return unavailable('not-looked', fact.summary, left);
  const needs = await collector.gather(fact.needs);
  const missing = missingNeed(fact.needs, needs);
  if (missing !== undefined) return missing;
  const timeoutMs = fact.timeoutMs ?? options.factTimeoutMs;
  const looking = attempt(fact, options.host, needs);
  return Promise.race([looking, deadline(fact, timeoutMs, options.signal, looking)]);
};

/** A fact that throws, at once or later, is missing like any other. */
const attempt = async <T>(
  fact: Fact<T>,
  host: ProbingHost,
  needs: Readonly<Record<string, unknown>>,
): Promise<T | Unavailable> => {
  try {
    // `never` is the erased type of each fact's own needs, which `gather` has just answered by its own keys.
    return await fact.collect(host, needs as never);
  } catch (error) {
    if (error instanceof OwnShortage)
      return unavailable('unreachable', fact.summary, error.message, { errno: error.errno, origin: fact.id });
    return unavailable('crashed', fact.summary, error instanceof Error ? error.message : String(error));
  }
};

const leftOut = (fact: Fact<unknown>, { passive, offline }: CollectorOptions): string | undefined => {
  if (fact.creates && passive) return 'left out by --passive';
  if (fact.online && offline) return 'left out by --offline';
  return undefined;
};

const deadline = (
  fact: Fact<unknown>,
  timeoutMs: number,
  signal: AbortSignal,
  looking: Promise<unknown>,
): Promise<Unavailable> =>
  new Promise((resolve) => {
    const lost = (detail: string): void => resolve(unavailable('timed-out', fact.summary, detail));
    const timer = setTimeout(() => lost(`no answer within ${timeoutMs} ms`), timeoutMs);
    const onAbort = (): void => lost(`the run ended first: ${String(signal.reason)}`);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    void looking.then(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    });
  });
