import { isUnavailable, type Unavailable } from '#core/answer';
import type { AnyFinding, Params } from '#core/finding';
import type { Proof } from '#core/fix';
import type { CheckRow } from '#core/report';
import { isSamePlace, type OfferedFix, type Place } from './proposals.ts';
import type { Proven } from './repair.ts';
import { type Outcome, severityOf } from './run-checks.ts';

export type Verification =
  | { readonly kind: 'proven'; readonly text: string; readonly provedBy: Proven }
  | { readonly kind: 'not-proven'; readonly text: string; readonly provedBy?: Proven };

/** Judges a second look: proven when every check that had found the fault has looked and sees it no more, nor
 *  another error in its place. Not having been able to look is no proof. */
export const judgeLook = (offer: OfferedFix, outcomes: readonly Outcome[]): Verification => {
  const names = [...new Set(offer.resolves.map(({ check }) => check))];
  const judged = names.map((name) =>
    judgeCheck(
      name,
      offer,
      outcomes.find(({ check }) => check.id === name),
    ),
  );
  const [first] = judged;
  if (first === undefined) return { kind: 'not-proven', text: 'Applied, but no check can prove it.' };
  return judged.find(({ kind }) => kind === 'not-proven') ?? first;
};

const judgeCheck = (name: string, offer: OfferedFix, outcome: Outcome | undefined): Verification => {
  if (outcome === undefined) return { kind: 'not-proven', text: `Applied, but ${name} did not look again.` };
  const provedBy = seenBy(outcome);
  if (offer.proposal.endsCheck === true && outcome.reason?.kind === 'not-applicable')
    return { kind: 'proven', text: `Applied; ${name} looked again: ${outcome.reason.text}.`, provedBy };
  if (outcome.status === 'unverified' || outcome.status === 'skipped') {
    const why = outcome.reason?.text ?? outcome.status;
    return { kind: 'not-proven', text: `Applied, but ${name} could not look again: ${why}`, provedBy };
  }
  const now = outcome.findings.filter(
    (finding) => !offer.beside.some((place) => isSamePlace(place, at(outcome, finding))),
  );
  const same = now.find(({ code }) =>
    offer.resolves.some((place) => place.check === name && place.code === code),
  );
  if (same !== undefined) {
    return {
      kind: 'not-proven',
      text: `Applied, but the finding is still there: ${messageOf(outcome, same)}`,
      provedBy,
    };
  }
  const other = now.find((finding) => severityOf(outcome.check, finding) === 'error');
  if (other !== undefined) {
    const text = `Applied, and the finding is gone, but ${name} now finds another fault: ${messageOf(outcome, other)}`;
    return { kind: 'not-proven', text, provedBy };
  }
  return { kind: 'proven', text: `Applied; ${name} looked again and the finding is gone.`, provedBy };
};

const at = ({ check }: Outcome, { code, subject }: AnyFinding): Place => ({ check: check.id, code, subject });

const seenBy = ({ check, status, evidence }: Outcome): Proven => ({
  check: check.id,
  status,
  evidence: evidence.map(({ source, observed }) => ({ source, observed })),
});

const messageOf = ({ check }: Outcome, finding: AnyFinding): string => {
  const params: Params = finding.params;
  return check.codes[finding.code]?.message(params) ?? finding.code;
};

/** Judges what a new session of the user saw. */
export const judgeProof = ({ user, check, without }: Proof, row: CheckRow | Unavailable): Verification => {
  const session = `a new session of ${user}`;
  if (isUnavailable(row)) {
    return {
      kind: 'not-proven',
      text: `Applied, but ${session} could not be asked: ${row.source}: ${row.detail}`,
    };
  }
  const provedBy = { check: row.id, status: row.status, evidence: row.evidence };
  if (row.id === check && row.status === 'ok') {
    const text = `Applied; ${session} was asked, and ${check} is ok there. Sessions that run already, this one too, keep ${without === undefined ? 'their old groups' : without.join(', ')}: log out and in again.`;
    return { kind: 'proven', text, provedBy };
  }
  const said = row.findings[0]?.message ?? row.reason?.text ?? row.status;
  return { kind: 'not-proven', text: `Applied, but in ${session} it is not right yet: ${said}`, provedBy };
};
