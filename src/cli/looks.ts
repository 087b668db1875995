import { setMaxListeners } from 'node:events';
import { checks } from '#checks/index';
import type { AnyCheck } from '#core/check';
import type { RepairRecord, Report } from '#core/report';
import { maskedEndpoint } from '#core/secrets';
import { assembleReport, type RunContext } from '#engine/assemble-report';
import type { OfferedFix } from '#engine/proposals';
import { gatherOffers } from '#engine/proposals';
import type { Outcome } from '#engine/run-checks';
import { examine, settlingMs } from './examine.ts';
import type { Options } from './options.ts';
import { openRunHost, type Run } from './run.ts';

/** A look at the host with the plans that came of it. */
export interface Look {
  readonly report: Report;
  readonly offered: readonly OfferedFix[];
  readonly outcomes: readonly Outcome[];
}

export interface LookOptions {
  readonly checks: readonly AnyCheck[];
  readonly repairs?: readonly RepairRecord[];
  readonly onOutcome?: (outcome: Outcome) => void;
  /** A deadline of its own, for looks of a run that has none. */
  readonly ownDeadline?: boolean;
}

/** Looks once, with facts of its own, and waits until nothing created is left. */
export const look = async (run: Run, options: Options, wanted: LookOptions): Promise<Look> => {
  const { controller, release } = deadlineOf(run, options, wanted.ownDeadline === true);
  try {
    const open = await openRunHost(run, options, controller.signal);
    const { host } = open;
    const startedMs = run.elapsedMs();
    const { outcomes: seen, platform } = await examine({
      ...options,
      host,
      checks: wanted.checks,
      signal: controller.signal,
      ...(wanted.onOutcome === undefined ? {} : { onOutcome: wanted.onOutcome }),
    });
    await open.settled(settlingMs(controller.signal));
    const durationMs = run.elapsedMs() - startedMs;
    const context = contextOf(run, options, wanted, { target: host.target, platform, durationMs });
    const failed = run.failure() !== undefined;
    const outcomes = failed ? seen.map(cutByFailure) : seen;
    const interrupted = run.interruption() ?? (controller.signal.aborted && !failed ? 'deadline' : undefined);
    const report = assembleReport(
      outcomes,
      interrupted === undefined ? context : { ...context, interrupted },
    );
    return { report, outcomes, offered: gatherOffers(outcomes).offered };
  } finally {
    release();
  }
};

/** A mistake of ours ended the run: what had no answer by then did not run out of time. */
const cutByFailure = (outcome: Outcome): Outcome =>
  outcome.reason?.kind === 'deadline' && outcome.reason.text.includes('the run ended first')
    ? { ...outcome, reason: { ...outcome.reason, kind: 'crashed' } }
    : outcome;

const deadlineOf = (run: Run, options: Options, own: boolean) => {
  const controller = new AbortController();
  // Every fact and command in flight listens to it; Node would take more than ten for a leak, and say so to the person.
  setMaxListeners(0, controller.signal);
  const pass = (): void => controller.abort(run.signal.reason);
  if (run.signal.aborted) pass();
  run.signal.addEventListener('abort', pass, { once: true });
  const timer = own ? setTimeout(() => controller.abort('deadline'), options.timeoutMs) : undefined;
  return {
    controller,
    release: (): void => {
      clearTimeout(timer);
      run.signal.removeEventListener('abort', pass);
    },
  };
};

type Seen = Pick<RunContext, 'target' | 'platform' | 'durationMs'>;

/** What a report says of its run besides the rows. */
const contextOf = (run: Run, options: Options, wanted: LookOptions, seen: Seen): RunContext => ({
  tool: run.tool,
  ...seen,
  startedAtMs: run.startedAtMs,
  failOn: options.failOn,
  engineFlags: [
    ...(options.host === undefined ? [] : ['--host', maskedEndpoint(options.host)]),
    ...(options.context === undefined ? [] : ['--context', options.context]),
    ...(options.image === undefined ? [] : ['--image', options.image]),
    ...(options.replay === undefined ? [] : ['--replay', options.replay, '--dry-run']),
  ],
  ...(wanted.checks.length === checks.length
    ? {}
    : {
        selection: { asked: wanted.checks.length, of: checks.length },
        leftOut: checks.filter((check) => !wanted.checks.includes(check)),
      }),
  ...(wanted.repairs === undefined ? {} : { repairs: wanted.repairs }),
});
