import type { Obstacle, Unavailable } from '#core/answer';
import type { AnyCheck, Verdict } from '#core/check';
import { missingNeed } from '#core/fact';
import type { AnyFinding, Evidence, Severity } from '#core/finding';
import type { ReasonKind, RowStatus } from '#core/report';
import type { Collector } from './collect-facts.ts';

/** How one check ended, before anybody asked which finding accounts for which. */
export interface Outcome {
  readonly check: AnyCheck;
  readonly status: RowStatus;
  readonly durationMs: number;
  readonly evidence: readonly Evidence[];
  readonly findings: readonly AnyFinding[];
  readonly reason?: { readonly kind: ReasonKind; readonly text: string };
  /** The missing fact behind an `unverified` row. */
  readonly missingFact?: string;
  /** Somebody asked for exactly this. */
  readonly isWanted?: boolean;
}

export interface RunChecksOptions {
  readonly checks: readonly AnyCheck[];
  readonly collector: Collector;
  readonly nowMs: () => number;
  readonly onOutcome?: (outcome: Outcome) => void;
}

/** Runs all checks at once; facts are shared through the collector. One that throws harms no other. */
export const runChecks = ({
  checks,
  collector,
  nowMs,
  onOutcome,
}: RunChecksOptions): Promise<readonly Outcome[]> =>
  Promise.all(
    checks.map(async (check) => {
      const startedMs = nowMs();
      const ending = await runCheck(check, collector);
      const outcome: Outcome = { check, durationMs: Math.max(0, nowMs() - startedMs), ...ending };
      onOutcome?.(outcome);
      return outcome;
    }),
  );

type Ending = Omit<Outcome, 'check' | 'durationMs'>;

const runCheck = async (check: AnyCheck, collector: Collector): Promise<Ending> => {
  const needs = await collector.gather(check.needs);
  const missing = missingNeed(check.needs, needs);
  if (missing !== undefined) return notVerified(missing);
  try {
    return judge(check, needs as never); // erased: `gather` answered the check's own needs by its own keys
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { status: 'unverified', evidence: [], findings: [], reason: { kind: 'crashed', text } };
  }
};

const judge = (check: AnyCheck, needs: never): Ending => {
  const applies = check.applies?.(needs) ?? true;
  if (applies !== true) {
    return {
      status: 'skipped',
      evidence: [],
      findings: [],
      reason: { kind: 'not-applicable', text: applies },
    };
  }
  return ended(check, check.evaluate(needs));
};

/** What was seen to be wrong stands, whatever could not be looked at besides. */
const ended = (check: AnyCheck, verdict: Verdict): Ending => {
  const { evidence, findings, missing } = verdict;
  const wanted = verdict.isWanted === true ? { isWanted: true } : {};
  const unknown = findings.find(({ code }) => check.codes[code] === undefined);
  if (unknown !== undefined)
    throw new Error(`${check.id} reports ${unknown.code}, which it does not declare`);
  const status = statusOf(check, verdict);
  if (missing === undefined || status !== 'ok') return { status, evidence, findings, ...wanted };
  return { ...notVerified(missing), evidence, findings, ...wanted };
};

export const severityOf = (check: AnyCheck, finding: AnyFinding): Severity =>
  finding.severity ?? check.codes[finding.code]?.severity ?? 'error';

const statusOf = (check: AnyCheck, { findings }: Verdict): RowStatus => {
  const severities = findings.map((finding) => severityOf(check, finding));
  if (severities.includes('error')) return 'error';
  return severities.includes('warning') ? 'warning' : 'ok';
};

const REASONS: Readonly<Record<Obstacle, ReasonKind>> = {
  absent: 'unavailable',
  denied: 'denied',
  'timed-out': 'deadline',
  unreachable: 'unavailable',
  malformed: 'unavailable',
  'not-looked': 'deselected',
  'not-here': 'not-applicable',
  crashed: 'crashed',
};

const SKIPS: ReadonlySet<Obstacle> = new Set(['not-looked', 'not-here']);

const notVerified = (missing: Unavailable): Ending => ({
  status: SKIPS.has(missing.reason) ? 'skipped' : 'unverified',
  evidence: [{ source: missing.source, observed: missing.detail }],
  findings: [],
  reason: { kind: REASONS[missing.reason], text: `${missing.source}: ${missing.detail}` },
  ...(missing.origin === undefined ? {} : { missingFact: missing.origin }),
});
