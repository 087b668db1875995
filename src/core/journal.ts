import type { PlainAct } from './act.ts';
import type { Privilege } from './fix.ts';
import type { Watch } from './watch.ts';

/** The record from which a repair is undone: one file per repair, plain data, without secrets. It is written before
 *  each act and after it, so that it tells the truth whatever ends the program. */
export interface Journal {
  readonly journalVersion: 1;
  /** Its name: `20261122T055019Z-3f2a`. Later runs sort later. */
  readonly run: string;
  /** The version of dockmedic that wrote it. */
  readonly tool: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly fix: string;
  readonly title: string;
  /** No step of the plan has a way back: nothing would be lost with this record but the knowledge of what was done. */
  readonly irreversible?: true;
  readonly phase: JournalPhase;
  /** The steps that were begun, in their order. */
  readonly entries: readonly JournalEntry[];
}

/** How far the repair came. The first four last only while a process holds the lock: read without one, they tell of an
 *  interruption. */
export type JournalPhase =
  | { readonly state: 'applying' | 'rolling-back' | 'verifying' }
  | { readonly state: 'undoing'; readonly since: string }
  | {
      readonly state: 'refused' | 'rolled-back' | 'failed' | 'verified' | 'unverified';
      readonly text: string;
      readonly endedAt: string;
    }
  | { readonly state: 'undone' | 'undo-failed'; readonly text: string; readonly endedAt: string };

export interface JournalEntry {
  /** Its number in the plan, from 0. */
  readonly step: number;
  readonly shows: string;
  readonly wayBack: EntryWayBack;
  readonly watch?: Watch;
  /** What was seen of it before the act, right after it, and when the whole repair was over; each is absent where
   *  nothing could be seen. */
  readonly before?: string;
  readonly after?: string;
  readonly left?: string;
  readonly state: EntryState;
}

/** `open`: begun, and not known to have ended. `denied`: nothing was run. `cut-off`: ended from outside while it ran.
 *  `taking-back`: as `open`, of the inverse. `remains`: the inverse was tried and failed. */
export type EntryState =
  | 'open'
  | 'denied'
  | 'done'
  | 'failed'
  | 'cut-off'
  | 'taking-back'
  | 'taken-back'
  | 'remains';

export type EntryWayBack =
  /** `evenAfterFailure`: right however far the act came. `copy`: whose directory holds the copy that it needs.
   *  `sweep`: removes what an act left beside that broke off before it changed anything; the acts make a file as it was and
   *  have it read, so that they are right again wherever they broke off themselves. */
  | {
      readonly kind: 'acts';
      readonly acts: readonly PlainAct[];
      readonly evenAfterFailure: boolean;
      readonly copy?: Privilege;
      readonly sweep?: readonly PlainAct[];
    }
  | { readonly kind: 'not-needed' }
  | { readonly kind: 'none'; readonly why: string };

/** Later runs sort later. */
export const RUN_NAME = /^\d{8}T\d{6}Z-[0-9a-f]{4,16}$/;

/** Whether taking it back could change anything: the step may have had an effect, and there is an inverse. */
export const canBeTakenBack = ({ state, wayBack }: JournalEntry): boolean => {
  if (wayBack.kind !== 'acts') return false;
  switch (state) {
    case 'denied':
    case 'taken-back':
      return false;
    case 'failed':
      return wayBack.evenAfterFailure;
    case 'cut-off':
    case 'open':
    case 'done':
    case 'taking-back':
    case 'remains':
      return true;
  }
};

/** Whether an undo of it has anything to do. */
export const isUndoable = ({ phase, entries }: Pick<Journal, 'phase' | 'entries'>): boolean =>
  phase.state !== 'undone' && entries.some(canBeTakenBack);

/** Whether it has changed something that stays. */
export const hasLasting = ({ phase, entries }: Pick<Journal, 'phase' | 'entries'>): boolean =>
  phase.state !== 'undone' &&
  entries.some(({ state, wayBack }) => wayBack.kind === 'none' && state !== 'denied' && state !== 'failed');
