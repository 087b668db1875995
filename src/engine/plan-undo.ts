import type { PlainAct } from '#core/act';
import type { Host } from '#core/host';
import { canBeTakenBack, type Journal, type JournalEntry } from '#core/journal';
import { isAsWanted, nameOf, observe } from './watching.ts';

/** What becomes of one step of a repair that is taken back. */
export interface UndoStep {
  readonly entry: JournalEntry;
  readonly verdict: UndoVerdict;
}

export type UndoVerdict =
  | { readonly kind: 'act'; readonly acts: readonly PlainAct[] }
  | { readonly kind: 'nothing'; readonly why: string }
  /** It has no way back, and stays as the repair left it. */
  | { readonly kind: 'stays'; readonly why: string }
  /** Somebody changed it since, or nobody can know what it is. */
  | { readonly kind: 'blocked'; readonly why: string };

/** Looks at the host and tells, in the order to go, what taking the repair back comes to. Changes nothing. */
export const planUndo = async ({ entries }: Journal, host: Host): Promise<readonly UndoStep[]> => {
  const steps = entries.map(async (entry, at) => {
    const later = entries.slice(at + 1).some(canBeTakenBack);
    return { entry, verdict: await judge(entry, host, later ? 'touched-later' : 'last') };
  });
  return (await Promise.all(steps)).reverse();
};

/** With what is seen now of steps that later ones have touched, where the repair was cut off before it could look. */
export const withLeft = (entries: readonly JournalEntry[], host: Host): Promise<readonly JournalEntry[]> =>
  Promise.all(
    entries.map(async (entry, at) => {
      const { watch, left } = entry;
      if (watch === undefined || left !== undefined || isUncertain(entry)) return entry;
      if (!entries.slice(at + 1).some(canBeTakenBack)) return entry;
      const now = await observe(watch, host).catch(() => undefined);
      return now === undefined ? entry : { ...entry, left: now };
    }),
  );

/** As planned, and looked at once more when its turn has come: what came after it is taken back then. */
export const judgeNow = (entry: JournalEntry, host: Host, isLast: boolean): Promise<UndoVerdict> =>
  judge(entry, host, isLast ? 'last' : 'its-turn');

/** `touched-later`: steps that came after it may account for what is seen. `its-turn`: they are taken back. */
type When = 'touched-later' | 'its-turn' | 'last';

const judge = async (entry: JournalEntry, host: Host, when: When): Promise<UndoVerdict> => {
  const { wayBack, watch, state } = entry;
  if (wayBack.kind === 'none' && state !== 'denied' && state !== 'failed')
    return { kind: 'stays', why: wayBack.why };
  if (wayBack.kind !== 'acts' || !canBeTakenBack(entry)) return { kind: 'nothing', why: idle(entry) };
  const act = { kind: 'act', acts: wayBack.acts } as const;
  if (watch === undefined) return isUncertain(entry) && !wayBack.evenAfterFailure ? unknown(entry) : act;
  const now = await observe(watch, host).catch(() => undefined);
  if (now === undefined) {
    if (entry.before === undefined && entry.after === undefined && !isUncertain(entry)) return act;
    return { kind: 'blocked', why: `${nameOf(watch)} cannot be looked at, so what it is now is not known` };
  }
  if (isUncertain(entry)) {
    if (now === entry.before)
      return wayBack.sweep === undefined
        ? { kind: 'nothing', why: 'it had not happened' }
        : { kind: 'act', acts: wayBack.sweep };
    return wayBack.evenAfterFailure || isAsWanted(watch, now) ? act : unknown(entry, now);
  }
  return judgeDone(entry, now, wayBack.acts, when);
};

/** Begun, and not known to have ended. */
const isUncertain = ({ state }: JournalEntry): boolean =>
  state === 'open' || state === 'cut-off' || state === 'failed';

const judgeDone = (entry: JournalEntry, now: string, acts: readonly PlainAct[], when: When): UndoVerdict => {
  const { watch, wayBack, before, after, left, state } = entry;
  if (now === after || (after === undefined && now !== before)) return { kind: 'act', acts };
  // What later steps of the repair made there, and what taking those back has not removed: a socket file.
  const clear = { kind: 'act', acts: [...clearing(entry, now), ...acts] } as const;
  if (now === left) return clear;
  // The file may be back, and not yet be read.
  if (now === before && wayBack.kind === 'acts' && wayBack.sweep !== undefined && state !== 'done')
    return { kind: 'act', acts };
  if (now === before) return { kind: 'nothing', why: 'it is as it was before the repair already' };
  if (when === 'touched-later' && left !== after) return clear;
  const was = when === 'last' ? (left ?? after) : after;
  return {
    kind: 'blocked',
    why: `${watch === undefined ? entry.shows : nameOf(watch)} was changed since: the repair left "${was}", now it is "${now}"`,
  };
};

/** A directory is not put over anything else: that is taken out of its way first. */
const clearing = ({ watch, wayBack, before = '' }: JournalEntry, now: string): readonly PlainAct[] => {
  if (watch?.kind !== 'path' || wayBack.kind !== 'acts' || wayBack.copy === undefined) return [];
  if (!before.startsWith('directory') || now === 'absent' || now.startsWith('directory')) return [];
  return [{ argv: ['rm', '--', watch.path], privilege: wayBack.copy }];
};

const unknown = ({ shows, before }: JournalEntry, now?: string): UndoVerdict => ({
  kind: 'blocked',
  why: `whether \`${shows}\` ran before the interruption cannot be known${now === undefined ? '' : `: before it was "${before ?? 'not seen'}", now it is "${now}"`}`,
});

const idle = ({ state }: JournalEntry): string => {
  if (state === 'taken-back') return 'it is taken back already';
  if (state === 'denied' || state === 'failed') return 'it changed nothing';
  return 'it left nothing to take back';
};
