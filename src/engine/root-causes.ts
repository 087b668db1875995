import type { AnyFinding, Severity } from '#core/finding';
import { type Outcome, severityOf } from './run-checks.ts';

/** A finding in its place. */
export interface Placed {
  readonly outcome: Outcome;
  readonly finding: AnyFinding;
  readonly severity: Severity;
}

export interface Causes {
  /** Findings that no other accounts for: errors first, then warnings, each in the order of the catalogue. */
  readonly roots: readonly Placed[];
  readonly causeOf: ReadonlyMap<AnyFinding, Placed>;
  /** The root finding that keeps an unverified row from being verified. */
  readonly blockerOf: ReadonlyMap<Outcome, Placed>;
}

const WEIGHT: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

/** Folds echoes under their root: by `leadsTo` between findings, by `explains` between a finding and a row
 *  that lacks a fact. */
export const findRootCauses = (outcomes: readonly Outcome[]): Causes => {
  const placed = outcomes
    .flatMap((outcome) =>
      outcome.findings.map((finding) => ({ outcome, finding, severity: severityOf(outcome.check, finding) })),
    )
    .filter(({ severity }) => severity !== 'info');
  const causeOf = linkCauses(placed);
  const roots = placed
    .filter(({ finding }) => !causeOf.has(finding))
    .sort((a, b) => WEIGHT[b.severity] - WEIGHT[a.severity]);
  return { roots, causeOf, blockerOf: linkBlockers(outcomes, placed, causeOf) };
};

const linkCauses = (placed: readonly Placed[]): ReadonlyMap<AnyFinding, Placed> => {
  const causeOf = new Map<AnyFinding, Placed>();
  for (const effect of placed) {
    const cause = placed.find(
      (candidate) => accountsFor(candidate, effect) && !reaches(causeOf, candidate, effect),
    );
    if (cause !== undefined) causeOf.set(effect.finding, cause);
  }
  return causeOf;
};

/** A cause names the effect's code, concerns the same engine, and is at least as severe: a disk that is
 *  merely getting full does not account for a dead daemon. */
const accountsFor = (cause: Placed, effect: Placed): boolean =>
  cause.finding !== effect.finding &&
  leadsTo(cause).includes(effect.finding.code) &&
  WEIGHT[cause.severity] >= WEIGHT[effect.severity] &&
  sameEngine(cause.finding, effect.finding);

const leadsTo = ({ outcome, finding }: Placed): readonly string[] =>
  outcome.check.codes[finding.code]?.leadsTo ?? [];

const sameEngine = (a: AnyFinding, b: AnyFinding): boolean =>
  a.engine === undefined || b.engine === undefined || a.engine === b.engine;

/** Whether following the causes of `from` arrives at `to`: taking it then would close a circle. */
const reaches = (causeOf: ReadonlyMap<AnyFinding, Placed>, from: Placed, to: Placed): boolean => {
  for (let at: Placed | undefined = from; at !== undefined; at = causeOf.get(at.finding)) {
    if (at.finding === to.finding) return true;
  }
  return false;
};

const linkBlockers = (
  outcomes: readonly Outcome[],
  placed: readonly Placed[],
  causeOf: ReadonlyMap<AnyFinding, Placed>,
): ReadonlyMap<Outcome, Placed> => {
  const blockerOf = new Map<Outcome, Placed>();
  for (const outcome of outcomes) {
    const fact = outcome.missingFact;
    if (outcome.status !== 'unverified' || fact === undefined) continue;
    const blocker = placed.find(
      ({ outcome: other, severity }) =>
        severity === 'error' && other !== outcome && other.check.explains?.some(({ id }) => id === fact),
    );
    if (blocker !== undefined) blockerOf.set(outcome, rootOf(blocker, causeOf));
  }
  return blockerOf;
};

const rootOf = (placed: Placed, causeOf: ReadonlyMap<AnyFinding, Placed>): Placed => {
  let at = placed;
  for (let next = causeOf.get(at.finding); next !== undefined; next = causeOf.get(at.finding)) at = next;
  return at;
};
