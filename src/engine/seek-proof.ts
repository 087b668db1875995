import { type Unavailable, unavailable } from '#core/answer';
import type { Proof, Step } from '#core/fix';
import type { CheckRow } from '#core/report';
import type { OfferedFix } from './proposals.ts';
import type { Outcome } from './run-checks.ts';
import { judgeLook, judgeProof, type Verification } from './verify-repair.ts';

export interface Seeking {
  /** Runs the checks that found the fault once more, on facts collected anew. */
  lookAgain(): Promise<readonly Outcome[]>;
  /** The named check's row, as a new session of the user sees it. */
  prove(proof: Proof): Promise<CheckRow | Unavailable>;
  readonly clock: { nowMs(): number; sleep(milliseconds: number): Promise<void> };
  /** Aborted when the person interrupts. */
  readonly signal: AbortSignal;
}

/** Looks again, with patience where a daemon has to come up, and brings the proof of a new session where this one cannot. */
export const seekProof = async (offer: OfferedFix, run: Seeking): Promise<Verification> => {
  const looked = await lookUntilProven(offer, run);
  const { proof } = offer.proposal;
  if (looked.kind === 'proven' || proof === undefined || run.signal.aborted) return looked;
  return judgeProof(proof, await proveSafely(proof, run));
};

// A daemon needs a moment after it was started or let go on: 19.5 s in all, and the time of the looks.
const PAUSES_MS = [500, 1000, 2000, 3000, 5000, 8000];
const PATIENCE_MS = 20_000;

const lookUntilProven = async (offer: OfferedFix, run: Seeking): Promise<Verification> => {
  const startedMs = run.clock.nowMs();
  let looked = await look(offer, run);
  if (!offer.proposal.steps.some(needsTime)) return looked;
  for (const pauseMs of PAUSES_MS) {
    const spentMs = run.clock.nowMs() - startedMs;
    if (looked.kind === 'proven' || run.signal.aborted || spentMs + pauseMs > PATIENCE_MS) return looked;
    await run.clock.sleep(pauseMs);
    looked = await look(offer, run);
  }
  return looked;
};

// What has been done is done: a bug in a look must not hide it.
const look = async (offer: OfferedFix, run: Seeking): Promise<Verification> => {
  try {
    return judgeLook(offer, await run.lookAgain());
  } catch (error) {
    return { kind: 'not-proven', text: `Applied, but looking again failed: ${messageOf(error)}` };
  }
};

const proveSafely = async (proof: Proof, run: Seeking): Promise<CheckRow | Unavailable> => {
  try {
    return await run.prove(proof);
  } catch (error) {
    return unavailable('crashed', `a new session of ${proof.user}`, messageOf(error));
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const needsTime = (step: Step): boolean =>
  step.kind === 'service' ||
  step.kind === 'signal' ||
  (step.kind === 'edit-file' && step.reread !== undefined);
