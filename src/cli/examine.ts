import { isUnavailable } from '#core/answer';
import type { AnyCheck } from '#core/check';
import { type Ask, type Identity, type ProbingHost, probingHost, type Target } from '#core/host';
import type { Report } from '#core/report';
import { type Collector, createCollector } from '#engine/collect-facts';
import { type Outcome, runChecks } from '#engine/run-checks';
import { platform } from '#facts/platform';
import { limited } from '#host/limited';
import { localAsk } from '#host/local/local-host';
import { tidyingMs } from '#host/local/tidying-time';
import { redacted } from '#host/redacted';
import { traced } from '#host/traced';

/** The door to the host, with all its decorators, and a way to wait for what must not be cut off. */
export interface OpenHost {
  readonly host: ProbingHost;
  readonly ask: Ask;
  /** Resolves when no probe has anything left to remove; at most after this many milliseconds. */
  settled(withinMs: number): Promise<void>;
}

export interface OpenOptions {
  readonly identity: Identity;
  readonly signal: AbortSignal;
  readonly kill: (pid: number, signal: NodeJS.Signals) => void;
  readonly runTimeoutMs: number;
  readonly trace?: (line: string) => void;
  /** Where the probes under way are remembered; one set of a run's own unless told. */
  readonly probes?: Set<Promise<unknown>>;
  /** Replaces the machine: a recording. */
  readonly source?: { readonly ask: Ask; readonly target: Target };
}

const SLOTS = 64;
const CALL_TIMEOUT_MS = 3000;

/** Longest time, in milliseconds, that a run which is over waits for a probe to remove what it created. */
export const settlingMs = (signal: AbortSignal): number => tidyingMs(signal) + 150;

export const openHost = (options: OpenOptions): OpenHost => {
  const { identity, signal, kill, runTimeoutMs, trace, source, probes = new Set() } = options;
  const base = tracked(source?.ask ?? localAsk({ identity, signal, kill }), probes);
  const bounded = limited(redacted(base), {
    slots: SLOTS,
    timeoutMs: CALL_TIMEOUT_MS,
    capMs: Math.round(runTimeoutMs * 0.8),
  });
  const ask = trace === undefined ? bounded : traced(bounded, () => performance.now(), trace);
  return {
    ask,
    host: probingHost(source?.target ?? { kind: 'local', label: 'local' }, ask),
    settled: (withinMs) => settled(probes, withinMs),
  };
};

/** Waits for the probes under way, but no longer than this. */
export const settled = async (probes: ReadonlySet<Promise<unknown>>, withinMs: number): Promise<void> => {
  await Promise.race([Promise.allSettled(probes), sleep(withinMs)]);
};

/** Remembers the probes under way: they remove what they created even when nobody waits for their answer. */
const tracked =
  (ask: Ask, pending: Set<Promise<unknown>>): Ask =>
  (kind, asks) => {
    const answer = ask(kind, asks);
    if (kind === 'round-trip') {
      pending.add(answer);
      const forget = (): boolean => pending.delete(answer);
      answer.then(forget, forget);
    }
    return answer;
  };

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

export interface ExamineOptions {
  readonly host: ProbingHost;
  readonly checks: readonly AnyCheck[];
  readonly passive: boolean;
  readonly offline: boolean;
  readonly signal: AbortSignal;
  readonly onOutcome?: (outcome: Outcome) => void;
}

const FACT_TIMEOUT_MS = 8000;

/** One look at the host with facts of its own: nothing is remembered from an earlier look. */
export const examine = async (
  options: ExamineOptions,
): Promise<{ readonly outcomes: readonly Outcome[]; readonly platform: Report['platform'] }> => {
  const { host, checks, passive, offline, signal, onOutcome } = options;
  const collector = createCollector({ host, factTimeoutMs: FACT_TIMEOUT_MS, passive, offline, signal });
  const [outcomes, seen] = await Promise.all([
    runChecks({
      checks,
      collector,
      nowMs: () => performance.now(),
      ...(onOutcome === undefined ? {} : { onOutcome }),
    }),
    readPlatform(collector),
  ]);
  return { outcomes, platform: seen };
};

const readPlatform = async (collector: Collector): Promise<Report['platform']> => {
  const seen = await collector.get(platform);
  if (isUnavailable(seen)) return undefined;
  const { os, kernelRelease: kernel, arch, distribution } = seen;
  if (distribution === undefined) return { os, kernel, arch };
  const name = [distribution.id, distribution.versionId].filter((part) => part !== undefined).join(' ');
  return { os, distribution: name, kernel, arch };
};
