import type { Step } from '#core/fix';
import type { Host } from '#core/host';
import type { EntryWayBack, JournalEntry } from '#core/journal';
import { shellQuoted } from '#core/text';
import { describeStep } from '../describe-steps.ts';
import type { Book } from '../journal-book.ts';
import type { WayBack } from '../repair.ts';
import { observe } from '../watching.ts';
import { cutOff, type Performed, perform } from './act.ts';
import { dropCopy } from './keep.ts';
import { type Guarded, type NextAct, type Prepared, prepare } from './prepare.ts';

export interface Tried {
  readonly outcome: string;
  readonly ok: boolean;
  readonly wayBack: WayBack;
  /** Whether the next step may follow. */
  readonly goesOn: boolean;
  /** The step was not begun. */
  readonly refused: boolean;
}

export interface Trying {
  readonly host: Host;
  readonly book: Book;
  readonly onLine: (line: string) => void;
}

/** One step: looks whether it still fits, acts between two entries of the journal, and says how it ended and what would
 *  take it back. `at` is its number in the plan, from 0. */
export const tryStep = async (step: Step, at: number, trying: Trying): Promise<Tried> => {
  const { host, book } = trying;
  const prepared = await prepare(step, at, host, book.gate.places).catch(
    (error: unknown): Prepared => ({ kind: 'refused', text: messageOf(error) }),
  );
  switch (prepared.kind) {
    case 'nothing-to-do':
      return { outcome: prepared.text, ok: true, wayBack: UNCHANGED, goesOn: true, refused: false };
    case 'by-hand':
      return {
        outcome: `left to you: ${prepared.text}`,
        ok: false,
        wayBack: UNCHANGED,
        goesOn: true,
        refused: false,
      };
    case 'refused':
      return refusal(prepared.text);
    case 'ready':
      return act(prepared, { step: at, shows: describeStep(step).shows }, trying);
  }
};

type Ready = Extract<Prepared, { readonly kind: 'ready' }>;

const act = async (
  ready: Ready,
  named: Pick<JournalEntry, 'step' | 'shows'>,
  { host, book, onLine }: Trying,
): Promise<Tried> => {
  const drop = async (why: string): Promise<Tried> => {
    if (ready.copy !== undefined) await dropCopy(named.step, ready.copy, book.gate.places, host);
    return refusal(why);
  };
  for (const first of ready.first ?? []) {
    const kept = await perform(first, host).catch(cutOff);
    // What a person is told to do by hand is the step, not the copy before it.
    if (kept.kind === 'denied')
      return drop(kept.text.replace(shellQuoted(first.argv), ready.byHand ?? shellQuoted(ready.act.argv)));
    if (kept.kind !== 'done') return drop(`nothing was begun: ${first.argv.join(' ')}: ${kept.text}`);
  }
  const seen = await seenOf(ready, host);
  try {
    await book.begin({
      ...named,
      wayBack: entryWayBack(ready),
      ...(ready.watch === undefined ? {} : { watch: ready.watch }),
      ...(seen === undefined ? {} : { before: seen }),
    });
  } catch (error) {
    return drop(messageOf(error));
  }
  const performed = await performAll(ready, host, onLine);
  const after = performed.kind === 'denied' ? undefined : await seenOf(ready, host);
  const unchanged = isUnchanged(ready, performed, seen, after);
  if (unchanged) for (const one of ready.sweep ?? []) await perform(one, host).catch(cutOff);
  const tried = unchanged
    ? { ...BROKEN, outcome: performed.text, wayBack: UNCHANGED }
    : ending(ready, performed);
  try {
    await book.mark(named.step, {
      state: unchanged ? 'taken-back' : performed.kind,
      ...(after === undefined ? {} : { after }),
    });
    return tried;
  } catch (error) {
    return { ...tried, ok: false, goesOn: false, outcome: `${tried.outcome}, but ${messageOf(error)}` };
  }
};

/** Broken off before the one moment in which it changes what is watched: then only what it left beside is to be removed. */
const isUnchanged = (
  { sweep }: Ready,
  { kind }: Performed,
  before: string | undefined,
  after: string | undefined,
): boolean =>
  sweep !== undefined && (kind === 'failed' || kind === 'cut-off') && after !== undefined && after === before;

/** The act and what comes behind it, up to the first that fails. A right that is missing later than at the first is a failure. */
const performAll = async (
  { act: first, more = [], remark, afterwards }: Ready,
  host: Host,
  onLine: (line: string) => void,
): Promise<Performed> => {
  const before = await guardOf(first);
  if (before.kind === 'stop') return { kind: 'denied', text: before.text };
  let performed = before.kind === 'skip' ? DONE : await perform(first, host, onLine).catch(cutOff);
  for (const [at, next] of more.entries()) {
    if (performed.kind !== 'done') return performed;
    const guarded = await guardOf(next);
    if (guarded.kind === 'stop')
      return { kind: 'failed', text: `stopped after ${at + 1} of ${more.length + 1}: ${guarded.text}` };
    if (guarded.kind === 'skip') continue;
    const done = await perform(next, host, onLine).catch(cutOff);
    performed =
      done.kind === 'done'
        ? done
        : {
            kind: done.kind === 'denied' ? 'failed' : done.kind,
            text: `${shellQuoted(next.argv)}: ${done.text}`,
          };
  }
  const objection = performed.kind === 'done' ? await afterwards?.() : undefined;
  if (objection !== undefined) return { kind: 'failed', text: objection };
  const told = performed.kind === 'done' ? await remark?.().catch(() => undefined) : undefined;
  return told === undefined ? performed : { kind: 'done', text: `${performed.text}; ${told}` };
};

const DONE: Performed = { kind: 'done', text: 'done' };

/** Who could not look has not seen that it may be done. */
const guardOf = async ({ guard }: NextAct): Promise<Guarded> =>
  guard === undefined
    ? { kind: 'go' }
    : guard().catch((error: unknown): Guarded => ({ kind: 'stop', text: messageOf(error) }));

const seenOf = async ({ watch }: Ready, host: Host): Promise<string | undefined> =>
  watch === undefined ? undefined : observe(watch, host).catch(() => undefined);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const UNCHANGED: WayBack = { kind: 'unchanged' };

const refusal = (text: string): Tried => ({
  outcome: text,
  ok: false,
  wayBack: UNCHANGED,
  goesOn: false,
  refused: true,
});

const ending = (ready: Ready, performed: Performed): Tried => {
  const outcome = performed.text;
  switch (performed.kind) {
    case 'done':
      return { outcome, ok: true, wayBack: wayBackOf(ready), goesOn: true, refused: false };
    case 'denied':
      return refusal(outcome);
    case 'failed':
      return { ...BROKEN, outcome, wayBack: ready.inverseAfterFailure ? wayBackOf(ready) : UNCHANGED };
    case 'cut-off':
      return { ...BROKEN, outcome, wayBack: ready.inverseAfterFailure ? wayBackOf(ready) : HALF_DONE };
  }
};

const BROKEN = { ok: false, goesOn: false, refused: false } as const;

const HALF_DONE: WayBack = { kind: 'none', why: 'it was ended halfway, so how far it came is not known' };

const NO_WAY_BACK = 'it cannot be taken back';

const wayBackOf = ({ inverse }: Ready): WayBack => {
  if (inverse === undefined) return { kind: 'none', why: NO_WAY_BACK };
  return inverse.length === 0 ? UNCHANGED : { kind: 'acts', acts: inverse };
};

const entryWayBack = ({ inverse, inverseAfterFailure, copy, sweep }: Ready): EntryWayBack => {
  if (inverse === undefined) return { kind: 'none', why: NO_WAY_BACK };
  if (inverse.length === 0) return { kind: 'not-needed' };
  return {
    kind: 'acts',
    acts: inverse,
    evenAfterFailure: inverseAfterFailure,
    ...(copy === undefined ? {} : { copy }),
    ...(sweep === undefined ? {} : { sweep }),
  };
};
