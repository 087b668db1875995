import { type Unavailable, unavailable } from '#core/answer';
import { type Proof, RISKS, type Risk, type Step } from '#core/fix';
import type { Host } from '#core/host';
import type { CheckRow, RepairRecord } from '#core/report';
import type { RepairObserver } from '#core/session';
import { plain } from '#core/text';
import { describeStep } from './describe-steps.ts';
import type { OfferedFix } from './proposals.ts';
import { isOver, type Repair, type RepairEnd, type Trace } from './repair.ts';
import type { Outcome } from './run-checks.ts';
import { takeBack } from './steps/take-back.ts';
import { tryStep } from './steps/try-step.ts';
import { judgeLook, judgeProof, type Verification } from './verify-repair.ts';

export interface RunFixOptions {
  /** Asks the person, the proposal's own question (`asks`) included. */
  confirm(offer: OfferedFix): Promise<boolean>;
  /** Where it acts. It must outlive `signal`: an interrupted repair is taken back through it. */
  readonly host: Host;
  /** Runs the checks that found the fault once more, on facts collected anew. */
  lookAgain(): Promise<readonly Outcome[]>;
  /** The named check's row, as a new session of the user sees it. */
  prove(proof: Proof): Promise<CheckRow | Unavailable>;
  readonly maxRisk: Risk;
  readonly observer: RepairObserver;
  readonly clock: { nowMs(): number; sleep(milliseconds: number): Promise<void> };
  /** Aborted when the person interrupts: no further step begins, and what was done is taken back. */
  readonly signal: AbortSignal;
}

/** A dry run: what would be done, and nothing else. It is given nothing that it could act with. */
export const planFix = (offer: OfferedFix): RepairRecord => ({
  fix: offer.id,
  state: 'planned',
  text: 'Planned only: nothing was changed.',
  steps: offer.proposal.steps.map((step) => ({
    shows: describeStep(step).shows,
    outcome: 'not run',
    ok: true,
  })),
});

/** Asks, applies step by step, and looks again; a step that fails takes back those before it. Only what a
 *  look has shown is called verified. */
export const runFix = async (offer: OfferedFix, run: RunFixOptions): Promise<RepairRecord> => {
  let repair: Repair = { state: 'planned' };
  while (!isOver(repair)) repair = await advance(repair, offer, run);
  return recordOf(offer, repair);
};

const advance = async (
  repair: Exclude<Repair, RepairEnd>,
  offer: OfferedFix,
  run: RunFixOptions,
): Promise<Repair> => {
  switch (repair.state) {
    case 'planned':
      return askFirst(offer, run);
    case 'applying':
      return applyStep(repair, offer, run);
    case 'rolling-back':
      return rollBack(repair, run);
    case 'verifying':
      return verify(repair, offer, run);
  }
};

const askFirst = async (offer: OfferedFix, run: RunFixOptions): Promise<Repair> => {
  const { risk, manual, steps } = offer.proposal;
  if (manual) {
    return {
      state: 'refused',
      text: `This has to be done by hand: ${steps.map(instructionsOf).join(' ')}`,
      trail: [],
    };
  }
  if (RISKS.indexOf(risk) > RISKS.indexOf(run.maxRisk)) {
    return { state: 'refused', text: `It is ${risk}; at most ${run.maxRisk} was allowed.`, trail: [] };
  }
  return (await run.confirm(offer)) ? { state: 'applying', step: 0, trail: [] } : { state: 'declined' };
};

const instructionsOf = (step: Step): string => (step.kind === 'manual' ? step.instructions : '');

type Applying = Extract<Repair, { readonly state: 'applying' }>;

const applyStep = async (
  { step: at, trail }: Applying,
  offer: OfferedFix,
  run: RunFixOptions,
): Promise<Repair> => {
  const step = offer.proposal.steps[at];
  if (step === undefined) return { state: 'verifying', trail };
  if (run.signal.aborted) return { state: 'rolling-back', failure: 'interrupted', trail };
  const { shows } = describeStep(step);
  run.observer.onStep?.(at, 'running', plain(shows));
  const tried = await tryStep(step, run.host, (line) => run.observer.onLine?.(plain(line)));
  run.observer.onStep?.(at, tried.ok ? 'done' : 'failed', plain(tried.outcome));
  const longer: readonly Trace[] = [
    ...trail,
    { shows, outcome: tried.outcome, ok: tried.ok, wayBack: tried.wayBack },
  ];
  if (tried.goesOn) return { state: 'applying', step: at + 1, trail: longer };
  // Nothing was changed by this step nor before it: then it was never begun.
  if (tried.refused && longer.every(({ wayBack }) => wayBack.kind === 'unchanged')) {
    return { state: 'refused', text: `Nothing was changed: ${tried.outcome}`, trail: longer };
  }
  return { state: 'rolling-back', failure: `${shows}: ${tried.outcome}`, trail: longer };
};

type RollingBack = Extract<Repair, { readonly state: 'rolling-back' }>;

const rollBack = async (
  { failure, trail }: RollingBack,
  { host, observer }: RunFixOptions,
): Promise<Repair> => {
  const after = [...trail];
  const remains: string[] = [];
  for (const [at, trace] of [...trail.entries()].reverse()) {
    if (trace.wayBack.kind === 'unchanged') continue;
    const back = await takeBack(trace.wayBack, host);
    const outcome = `${trace.outcome}, then ${back.text}`;
    after[at] = { ...trace, outcome, ok: trace.ok && back.kind === 'taken-back' };
    observer.onStep?.(at, back.kind === 'taken-back' ? 'taken-back' : 'failed', plain(outcome));
    if (back.kind === 'remains') remains.push(`${trace.shows} (${back.text})`);
  }
  if (remains.length > 0) {
    return {
      state: 'failed',
      text: `Failed: ${failure}. This remains: ${remains.join('; ')}.`,
      trail: after,
    };
  }
  return trail.some(({ wayBack }) => wayBack.kind === 'acts')
    ? { state: 'rolled-back', text: `Failed: ${failure}. What had been done was taken back.`, trail: after }
    : { state: 'failed', text: `Failed: ${failure}. No other step had changed anything.`, trail: after };
};

type Verifying = Extract<Repair, { readonly state: 'verifying' }>;

const verify = async ({ trail }: Verifying, offer: OfferedFix, run: RunFixOptions): Promise<Repair> => {
  run.observer.onVerifying?.();
  const seen = await seek(offer, run);
  // A look that was cut short tells nothing.
  if (seen.kind === 'not-proven' && run.signal.aborted) {
    return { state: 'unverified', text: 'Applied, but interrupted before a look could prove it.', trail };
  }
  const { text, provedBy } = seen;
  if (seen.kind === 'proven') return { state: 'verified', text, trail, provedBy: seen.provedBy };
  return { state: 'unverified', text, trail, ...(provedBy === undefined ? {} : { provedBy }) };
};

const seek = async (offer: OfferedFix, run: RunFixOptions): Promise<Verification> => {
  const looked = await lookUntilProven(offer, run);
  const { proof } = offer.proposal;
  if (looked.kind === 'proven' || proof === undefined || run.signal.aborted) return looked;
  return judgeProof(proof, await proveSafely(proof, run));
};

// A daemon needs a moment after it was started or let go on: 19.5 s in all, and the time of the looks.
const PAUSES_MS = [500, 1000, 2000, 3000, 5000, 8000];
const PATIENCE_MS = 20_000;

const lookUntilProven = async (offer: OfferedFix, run: RunFixOptions): Promise<Verification> => {
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
const look = async (offer: OfferedFix, run: RunFixOptions): Promise<Verification> => {
  try {
    return judgeLook(offer, await run.lookAgain());
  } catch (error) {
    return { kind: 'not-proven', text: `Applied, but looking again failed: ${messageOf(error)}` };
  }
};

const proveSafely = async (proof: Proof, run: RunFixOptions): Promise<CheckRow | Unavailable> => {
  try {
    return await run.prove(proof);
  } catch (error) {
    return unavailable('crashed', `a new session of ${proof.user}`, messageOf(error));
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const needsTime = ({ kind }: Step): boolean => kind === 'service' || kind === 'signal';

const recordOf = (offer: OfferedFix, end: RepairEnd): RepairRecord => {
  if (end.state === 'declined')
    return { fix: offer.id, state: 'declined', text: 'Declined: nothing was changed.', steps: [] };
  const { state, text, trail } = end;
  const provedBy = 'provedBy' in end ? end.provedBy : undefined;
  return {
    fix: offer.id,
    state,
    text,
    steps: trail.map(({ shows, outcome, ok }) => ({ shows, outcome, ok })),
    ...(provedBy === undefined ? {} : { provedBy }),
  };
};
