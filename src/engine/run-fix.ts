import { RISKS, type Risk, type Step } from '#core/fix';
import type { Host } from '#core/host';
import { isUndoable, type Journal, type JournalEntry } from '#core/journal';
import type { RepairRecord } from '#core/report';
import type { RepairObserver } from '#core/session';
import { headOf, plain } from '#core/text';
import { describeStep } from './describe-steps.ts';
import { type Book, newBook } from './journal-book.ts';
import type { OfferedFix } from './proposals.ts';
import { isOver, type Repair, type RepairEnd, type Trace } from './repair.ts';
import { type Seeking, seekProof } from './seek-proof.ts';
import { dropCopies } from './steps/keep.ts';
import { takeBack } from './steps/take-back.ts';
import { tryStep } from './steps/try-step.ts';
import { observe } from './watching.ts';
import type { WriteGate } from './write-gate.ts';

export interface RunFixOptions extends Seeking {
  /** Asks the person, the proposal's own question (`asks`) included. */
  confirm(offer: OfferedFix): Promise<boolean>;
  /** Where it acts. It must outlive `signal`: an interrupted repair is taken back through it. */
  readonly host: Host;
  /** Lets one repair at a time act on this host, and keeps its journal. */
  readonly gate: WriteGate;
  readonly maxRisk: Risk;
  /** What was done before a step that fails stays, instead of being taken back. */
  readonly keepGoing?: boolean;
  readonly observer: RepairObserver;
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
  let book: Book | undefined;
  try {
    while (!isOver(repair)) {
      repair = await advance(repair, offer, run);
      if ('book' in repair) book = repair.book;
    }
    if (book !== undefined) await endBook(book, repair, run.host);
    return recordOf(offer, repair, book?.journal());
  } finally {
    await book?.gate.close();
  }
};

const advance = async (
  repair: Exclude<Repair, RepairEnd>,
  offer: OfferedFix,
  run: RunFixOptions,
): Promise<Repair> => {
  switch (repair.state) {
    case 'planned':
      return askFirst(offer, run);
    case 'confirmed':
      return begin(offer, run);
    case 'applying':
      return applyStep(repair, offer, run);
    case 'rolling-back':
      return rollBack(repair, run);
    case 'verifying':
      return verify(repair, offer, run);
  }
};

const askFirst = async (offer: OfferedFix, run: RunFixOptions): Promise<Repair> => {
  const { risk, manual, steps, byHand } = offer.proposal;
  if (manual) {
    return {
      state: 'refused',
      text: `This has to be done by hand: ${byHand ?? steps.map(instructionsOf).join(' ')}`,
      trail: [],
    };
  }
  if (RISKS.indexOf(risk) > RISKS.indexOf(run.maxRisk)) {
    return { state: 'refused', text: `It is ${risk}; at most ${run.maxRisk} was allowed.`, trail: [] };
  }
  return (await run.confirm(offer)) ? { state: 'confirmed' } : { state: 'declined' };
};

const instructionsOf = (step: Step): string => (step.kind === 'manual' ? step.instructions : '');

const begin = async ({ proposal }: OfferedFix, { gate }: RunFixOptions): Promise<Repair> => {
  const refused = (text: string): Repair => ({
    state: 'refused',
    text: `Nothing was changed: ${text}`,
    trail: [],
  });
  const opened = await gate.open();
  if (opened.kind === 'shut') return refused(opened.text);
  try {
    return { state: 'applying', book: await newBook(proposal, opened), step: 0, trail: [] };
  } catch (error) {
    await opened.close();
    return refused(messageOf(error));
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

type Applying = Extract<Repair, { readonly state: 'applying' }>;

const applyStep = async (
  { book, step: at, trail }: Applying,
  offer: OfferedFix,
  run: RunFixOptions,
): Promise<Repair> => {
  const step = offer.proposal.steps[at];
  if (step === undefined) return toVerifying(book, trail);
  if (run.signal.aborted) return { state: 'rolling-back', book, failure: 'interrupted', trail };
  const { shows } = describeStep(step);
  run.observer.onStep?.(at, 'running', plain(headOf(shows)));
  const tried = await tryStep(step, at, {
    host: run.host,
    book,
    onLine: (line) => run.observer.onLine?.(plain(line)),
  });
  run.observer.onStep?.(at, tried.ok ? 'done' : 'failed', plain(tried.outcome));
  const longer: readonly Trace[] = [
    ...trail,
    { step: at, shows, outcome: tried.outcome, ok: tried.ok, wayBack: tried.wayBack },
  ];
  if (tried.goesOn) return { state: 'applying', book, step: at + 1, trail: longer };
  // Nothing was changed by this step nor before it: then it was never begun.
  if (tried.refused && longer.every(({ wayBack }) => wayBack.kind === 'unchanged')) {
    return { state: 'refused', text: `Nothing was changed: ${tried.outcome}`, trail: longer };
  }
  const failure = `${headOf(shows)}: ${tried.outcome}`;
  if (run.keepGoing === true)
    return {
      state: 'failed',
      text: `Failed: ${failure}. What was done before stays, as asked.`,
      trail: longer,
    };
  return { state: 'rolling-back', book, failure, trail: longer };
};

const toVerifying = async (book: Book, trail: readonly Trace[]): Promise<Repair> => {
  await book.note({ phase: { state: 'verifying' } });
  return { state: 'verifying', book, trail };
};

type RollingBack = Extract<Repair, { readonly state: 'rolling-back' }>;

const rollBack = async (
  { book, failure, trail }: RollingBack,
  { host, observer }: RunFixOptions,
): Promise<Repair> => {
  const after = [...trail];
  const remains: string[] = [];
  await book.note({ phase: { state: 'rolling-back' } });
  for (const [at, trace] of [...trail.entries()].reverse()) {
    if (trace.wayBack.kind === 'unchanged') continue;
    const back = await takeBack(trace, host, book);
    const outcome = `${trace.outcome}, then ${back.text}`;
    after[at] = { ...trace, outcome, ok: trace.ok && back.kind === 'taken-back' };
    observer.onStep?.(at, back.kind === 'taken-back' ? 'taken-back' : 'failed', plain(outcome));
    if (back.kind === 'remains') remains.push(`${headOf(trace.shows)} (${back.text})`);
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
  const seen = await seekProof(offer, run);
  // A look that was cut short tells nothing.
  if (seen.kind === 'not-proven' && run.signal.aborted) {
    return { state: 'unverified', text: 'Applied, but interrupted before a look could prove it.', trail };
  }
  const { text, provedBy } = seen;
  if (seen.kind === 'proven') return { state: 'verified', text, trail, provedBy: seen.provedBy };
  return { state: 'unverified', text, trail, ...(provedBy === undefined ? {} : { provedBy }) };
};

/** The last page: how it ended, and what the repair has left, so that an undo can tell what was changed since. */
const endBook = async (book: Book, end: RepairEnd, host: Host): Promise<void> => {
  if (end.state === 'declined') return;
  const { entries } = book.journal();
  const left = await Promise.all(entries.map((entry) => withLeft(entry, host)));
  const { state, text } = end;
  await book.note({ entries: left, phase: { state, text: plain(text), endedAt: book.gate.now() } });
  await dropCopies(left, book.gate.places, host);
};

const withLeft = async (entry: JournalEntry, host: Host): Promise<JournalEntry> => {
  if (entry.state !== 'done' || entry.watch === undefined) return entry;
  const left = await observe(entry.watch, host).catch(() => undefined);
  return left === undefined ? entry : { ...entry, left };
};

const recordOf = (offer: OfferedFix, end: RepairEnd, journal: Journal | undefined): RepairRecord => {
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
    ...(journal === undefined ? {} : { run: journal.run }),
    ...(journal === undefined || !isUndoable(journal) ? {} : { undo: `dockmedic undo ${journal.run}` }),
  };
};
