import type { Host } from '#core/host';
import type { Journal, JournalPhase } from '#core/journal';
import type { UndoRecord, UndoStepRecord } from '#core/report';
import type { RepairObserver } from '#core/session';
import { plain, shellQuoted } from '#core/text';
import { type Book, openBook } from './journal-book.ts';
import { judgeNow, planUndo, type UndoStep, withLeft } from './plan-undo.ts';
import { dropCopies } from './steps/keep.ts';
import { takeBack } from './steps/take-back.ts';
import { nameOf, observe } from './watching.ts';
import type { WriteGate } from './write-gate.ts';

export interface RunUndoOptions {
  /** Shows the plan and asks the person. */
  confirm(plan: UndoRecord): Promise<boolean>;
  readonly host: Host;
  readonly gate: WriteGate;
  /** Reads the journal anew, once nobody else can write it. */
  load(): Promise<Journal>;
  readonly observer: RepairObserver;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Aborted when the person interrupts: no further step is taken back. */
  readonly signal: AbortSignal;
}

/** What taking a repair back would come to. It is given nothing that it could act with. */
export const undoPlan = async (journal: Journal, host: Host): Promise<UndoRecord> => {
  const steps = await planUndo(journal, host);
  return record(journal, 'planned', 'Planned only: nothing was changed.', steps.map(planned));
};

/** Takes a repair back, last step first. Refuses where the host is not as the repair left it. */
export const runUndo = async (journal: Journal, run: RunUndoOptions): Promise<UndoRecord> => {
  const { phase } = journal;
  if (phase.state === 'undone')
    return record(journal, 'undone', `It was taken back already, at ${phase.endedAt}.`, []);
  if (hasLeftNothing(journal))
    return record(journal, 'nothing-to-undo', 'This repair has left nothing to take back.', []);
  const steps = await planUndo(journal, run.host);
  const refusal = refusedPlan(journal, steps);
  if (refusal !== undefined) return refusal;
  const plan = record(journal, 'planned', '', steps.map(planned));
  const acts = steps.some(({ verdict }) => verdict.kind === 'act');
  if (acts && !(await run.confirm(plan)))
    return record(journal, 'declined', 'Declined: nothing was changed.', []);
  const gate = await run.gate.open(journal.run);
  const refused = (text: string): UndoRecord =>
    record(journal, 'refused', `Nothing was changed: ${text}`, steps.map(planned));
  if (gate.kind === 'shut') return refused(gate.text);
  try {
    if (JSON.stringify(await run.load()) !== JSON.stringify(journal))
      return refused('its journal was changed while the plan was shown; look again: dockmedic undo --list');
    const entries = await withLeft(journal.entries, run.host);
    const book = openBook({ ...journal, entries }, gate);
    await book.enter({ state: 'undoing', since: gate.openedAt });
    return await undoAll(book, steps, run);
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  } finally {
    await gate.close();
  }
};

/** It was over before anything was changed, or took back itself what was. */
const hasLeftNothing = ({ phase, entries }: Journal): boolean =>
  (phase.state === 'refused' || phase.state === 'rolled-back') &&
  entries.every(({ state }) => state === 'denied' || state === 'taken-back');

const refusedPlan = (journal: Journal, steps: readonly UndoStep[]): UndoRecord | undefined => {
  const blocked = steps.flatMap(({ verdict }) => (verdict.kind === 'blocked' ? [verdict.why] : []));
  const refused = (text: string): UndoRecord =>
    record(journal, 'refused', `Nothing was changed: ${text}`, steps.map(planned));
  if (blocked.length > 0) return refused(`${blocked.join('; ')}.`);
  const stays = steps.some(({ verdict }) => verdict.kind === 'stays');
  const acts = steps.some(({ verdict }) => verdict.kind === 'act');
  return stays && !acts ? refused('what this repair did has no way back.') : undefined;
};

const undoAll = async (book: Book, steps: readonly UndoStep[], run: RunUndoOptions): Promise<UndoRecord> => {
  const told: UndoStepRecord[] = [];
  let failure: string | undefined;
  for (const [at, step] of steps.entries()) {
    if (failure === undefined && run.signal.aborted) failure = 'it was interrupted';
    const done = failure === undefined ? await undoStep(book, step, at, run) : notBegun(step);
    told.push(done);
    if (failure === undefined && !done.ok) failure = `${done.takesBack}: ${done.outcome}`;
  }
  const { state, text } = ending(steps, failure);
  const phase: JournalPhase = { state, text: plain(text), endedAt: book.gate.now() };
  await book.note({ phase });
  if (state === 'undone') await dropCopies(book.journal().entries, book.gate.places, run.host);
  return record(book.journal(), state, text, told);
};

const ending = (
  steps: readonly UndoStep[],
  failure: string | undefined,
): { readonly state: 'undone' | 'undo-failed'; readonly text: string } => {
  if (failure !== undefined)
    return {
      state: 'undo-failed',
      text: `Not taken back in full: ${failure}. What is left can be taken back once that is mended: dockmedic undo.`,
    };
  const stays = steps.flatMap(({ entry, verdict }) =>
    verdict.kind === 'stays' ? [`${entry.shows} (${verdict.why})`] : [],
  );
  const remains = stays.length === 0 ? '' : ` This stays: ${stays.join('; ')}.`;
  return { state: 'undone', text: `What the repair had changed was taken back.${remains}` };
};

const undoStep = async (
  book: Book,
  step: UndoStep,
  at: number,
  { host, observer, sleep }: RunUndoOptions,
): Promise<UndoStepRecord> => {
  if (step.verdict.kind === 'stays') return planned(step);
  const entry = book.journal().entries.find(({ step: number }) => number === step.entry.step) ?? step.entry;
  const verdict = await judgeNow(entry, host, at === 0);
  const now = { entry, verdict };
  if (verdict.kind !== 'act') return planned(now);
  observer.onStep?.(at, 'running', plain(verdict.acts.map(({ argv }) => shellQuoted(argv)).join(' && ')));
  const outcome = await takeBackSafely(book, now, host, sleep);
  observer.onStep?.(at, outcome.ok ? 'taken-back' : 'failed', plain(outcome.text));
  return { ...planned(now), outcome: outcome.text, ok: outcome.ok };
};

interface Outcome {
  readonly ok: boolean;
  readonly text: string;
}

const takeBackSafely = async (
  book: Book,
  { entry, verdict }: UndoStep,
  host: Host,
  sleep: RunUndoOptions['sleep'],
): Promise<Outcome> => {
  if (verdict.kind !== 'act') return { ok: true, text: verdict.why };
  try {
    await book.mark(entry.step, { state: 'taking-back' });
  } catch (error) {
    return { ok: false, text: error instanceof Error ? error.message : String(error) };
  }
  const back = await takeBack(
    { step: entry.step, wayBack: { kind: 'acts', acts: verdict.acts } },
    host,
    book,
  );
  if (back.kind === 'remains') return { ok: false, text: back.text };
  const differs = await difference(entry, host, sleep);
  return differs === undefined ? { ok: true, text: 'taken back' } : { ok: false, text: differs };
};

const PAUSES_MS = [0, 100, 400, 1500];

/** Looks whether it is as it was before the repair; a process or a service may need a moment. */
const difference = async (
  { watch, before }: UndoStep['entry'],
  host: Host,
  sleep: RunUndoOptions['sleep'],
): Promise<string | undefined> => {
  if (watch === undefined || before === undefined) return undefined;
  let now: string | undefined;
  for (const pauseMs of PAUSES_MS) {
    if (pauseMs > 0) await sleep(pauseMs);
    now = await observe(watch, host).catch(() => undefined);
    if (now === before) return undefined;
  }
  return `taken back, but ${nameOf(watch)} was "${before}" before the repair and is now ${now === undefined ? 'not to be seen' : `"${now}"`}`;
};

const planned = ({ entry, verdict }: UndoStep): UndoStepRecord => ({
  takesBack: entry.shows,
  shows: verdict.kind === 'act' ? verdict.acts.map(({ argv }) => shellQuoted(argv)) : [],
  privilege:
    verdict.kind === 'act' && verdict.acts.some(({ privilege }) => privilege === 'root') ? 'root' : 'user',
  outcome: verdict.kind === 'act' ? 'not run' : verdict.why,
  ok: verdict.kind !== 'blocked',
});

const notBegun = (step: UndoStep): UndoStepRecord =>
  step.verdict.kind === 'act' ? { ...planned(step), outcome: 'not begun', ok: false } : planned(step);

const record = (
  { run, fix, title }: Journal,
  state: UndoRecord['state'],
  text: string,
  steps: readonly UndoStepRecord[],
): UndoRecord => ({ run, fix, title, state, text, steps });
