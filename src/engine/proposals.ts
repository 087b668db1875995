import type { AnyFinding } from '#core/finding';
import type { Proposal } from '#core/fix';
import type { FixOffer } from '#core/report';
import { describePlan } from './describe-steps.ts';
import type { Outcome } from './run-checks.ts';

/** A finding, named so that it is known again when the same check looks anew. */
export interface Place {
  readonly check: string;
  readonly code: string;
  readonly subject: string;
}

/** One plan that may be applied, with the findings that it would resolve. */
export interface OfferedFix {
  /** The fix's id; with a number where one fix is offered with different arguments, or with the name that it goes by. */
  readonly id: string;
  readonly proposal: Proposal;
  readonly resolves: readonly Place[];
  /** Other findings of the same checks: they were there before and may stay. */
  readonly beside: readonly Place[];
}

export interface Offers {
  readonly offered: readonly OfferedFix[];
  readonly idsOf: ReadonlyMap<AnyFinding, readonly string[]>;
}

interface Draft {
  readonly id: string;
  readonly proposal: Proposal;
  readonly resolves: Place[];
}

/** Gathers the proposals of all findings: equal plans become one, different plans of one fix get numbers. */
export const gatherOffers = (outcomes: readonly Outcome[]): Offers => {
  const byPlan = new Map<string, Draft>();
  const idsOf = new Map<AnyFinding, string[]>();
  for (const { check, findings } of outcomes) {
    for (const finding of findings) {
      for (const { proposal } of finding.fixes ?? []) {
        const plan = JSON.stringify(proposal);
        const offer = byPlan.get(plan) ?? draft(proposal, [...byPlan.values()]);
        byPlan.set(plan, offer);
        const place = { check: check.id, code: finding.code, subject: finding.subject };
        if (!offer.resolves.some((other) => isSamePlace(other, place))) offer.resolves.push(place);
        idsOf.set(finding, [...(idsOf.get(finding) ?? []), offer.id]);
      }
    }
  }
  return {
    offered: [...byPlan.values()].map((offer) => ({ ...offer, beside: besides(offer, outcomes) })),
    idsOf,
  };
};

const draft = (proposal: Proposal, taken: readonly Draft[]): Draft => {
  if (proposal.byName !== undefined)
    return { id: `${proposal.fix}#${proposal.byName}`, proposal, resolves: [] };
  const same = taken.filter((other) => other.proposal.fix === proposal.fix).length;
  return { id: same === 0 ? proposal.fix : `${proposal.fix}#${same + 1}`, proposal, resolves: [] };
};

const besides = ({ resolves }: Draft, outcomes: readonly Outcome[]): readonly Place[] =>
  outcomes
    .filter(({ check }) => resolves.some((place) => place.check === check.id))
    .flatMap(placesOf)
    .filter((place) => !resolves.some((resolved) => isSamePlace(resolved, place)));

const placesOf = ({ check, findings }: Outcome): readonly Place[] =>
  findings.map(({ code, subject }) => ({ check: check.id, code, subject }));

export const isSamePlace = (a: Place, b: Place): boolean =>
  a.check === b.check && a.code === b.code && a.subject === b.subject;

export const describeOffer = ({ id, proposal, resolves }: OfferedFix): FixOffer => ({
  id,
  title: proposal.title,
  risk: proposal.risk,
  privilege: proposal.privilege,
  undoable: proposal.undoable,
  manual: proposal.manual,
  notes: [
    ...proposal.notes,
    ...(proposal.byHand === undefined ? [] : [`Done by hand: ${proposal.byHand}`]),
    ...(proposal.asks === undefined ? [] : [proposal.asks]),
  ],
  ...(proposal.word === undefined ? {} : { word: proposal.word }),
  resolves: resolves
    .map(({ check, code }) => ({ check, code }))
    .filter(
      (one, at, all) => all.findIndex(({ check, code }) => check === one.check && code === one.code) === at,
    ),
  steps: describePlan(proposal),
});
