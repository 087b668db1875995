import type { Proposal } from '#core/fix';
import type { AnyFinding } from '#core/finding';
import type { FixOffer } from '#core/report';
import { describePlan } from './describe-steps.ts';
import type { Outcome } from './run-checks.ts';

/** One plan that may be applied, with the findings that it would resolve. */
export interface OfferedFix {
  /** The fix's id; with a number where one fix is offered with different arguments. */
  readonly id: string;
  readonly proposal: Proposal;
  readonly resolves: readonly { readonly check: string; readonly code: string }[];
}

export interface Offers {
  readonly offered: readonly OfferedFix[];
  readonly idsOf: ReadonlyMap<AnyFinding, readonly string[]>;
}

/** Gathers the proposals of all findings: equal plans become one, different plans of one fix get numbers. */
export const gatherOffers = (outcomes: readonly Outcome[]): Offers => {
  const byPlan = new Map<string, { id: string; proposal: Proposal; resolves: { check: string; code: string }[] }>();
  const idsOf = new Map<AnyFinding, string[]>();
  for (const { check, findings } of outcomes) {
    for (const finding of findings) {
      for (const { proposal } of finding.fixes ?? []) {
        const plan = JSON.stringify(proposal);
        const offer = byPlan.get(plan) ?? { id: nextId(proposal.fix, [...byPlan.values()]), proposal, resolves: [] };
        byPlan.set(plan, offer);
        const resolved = { check: check.id, code: finding.code };
        if (!offer.resolves.some((one) => one.check === resolved.check && one.code === resolved.code)) {
          offer.resolves.push(resolved);
        }
        idsOf.set(finding, [...(idsOf.get(finding) ?? []), offer.id]);
      }
    }
  }
  return { offered: [...byPlan.values()], idsOf };
};

const nextId = (fix: string, taken: readonly { readonly proposal: Proposal }[]): string => {
  const same = taken.filter(({ proposal }) => proposal.fix === fix).length;
  return same === 0 ? fix : `${fix}#${same + 1}`;
};

export const describeOffer = ({ id, proposal, resolves }: OfferedFix): FixOffer => ({
  id,
  title: proposal.title,
  risk: proposal.risk,
  privilege: proposal.privilege,
  undoable: proposal.undoable,
  manual: proposal.manual,
  notes: [...proposal.notes, ...(proposal.asks === undefined ? [] : [proposal.asks])],
  resolves,
  steps: describePlan(proposal),
});
