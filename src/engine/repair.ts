import type { PlainAct } from '#core/act';
import type { RepairRecord } from '#core/report';
import type { Book } from './journal-book.ts';

/** What takes a step back: nothing was changed, these acts in this order, or nothing can. */
export type WayBack =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'acts'; readonly acts: readonly PlainAct[] }
  | { readonly kind: 'none'; readonly why: string };

/** One step that was tried. */
export interface Trace {
  /** Its number in the plan, from 0. */
  readonly step: number;
  readonly shows: string;
  readonly outcome: string;
  readonly ok: boolean;
  readonly wayBack: WayBack;
}

export type Proven = NonNullable<RepairRecord['provedBy']>;

/** Where a repair stands; each state with exactly what is known there. From `applying` on there is a journal. */
export type Repair =
  | { readonly state: 'planned' }
  | { readonly state: 'declined' }
  | { readonly state: 'confirmed' }
  | { readonly state: 'refused'; readonly text: string; readonly trail: readonly Trace[] }
  | {
      readonly state: 'applying';
      readonly book: Book;
      readonly step: number;
      readonly trail: readonly Trace[];
    }
  | {
      readonly state: 'rolling-back';
      readonly book: Book;
      readonly failure: string;
      readonly trail: readonly Trace[];
    }
  | { readonly state: 'rolled-back'; readonly text: string; readonly trail: readonly Trace[] }
  | { readonly state: 'failed'; readonly text: string; readonly trail: readonly Trace[] }
  | { readonly state: 'verifying'; readonly book: Book; readonly trail: readonly Trace[] }
  | {
      readonly state: 'verified';
      readonly text: string;
      readonly trail: readonly Trace[];
      readonly provedBy: Proven;
    }
  | {
      readonly state: 'unverified';
      readonly text: string;
      readonly trail: readonly Trace[];
      /** What the check sees now, where it could look. */
      readonly provedBy?: Proven;
    };

export type RepairEnd = Exclude<
  Repair,
  { readonly state: 'planned' | 'confirmed' | 'applying' | 'rolling-back' | 'verifying' }
>;

export const isOver = (repair: Repair): repair is RepairEnd => {
  switch (repair.state) {
    case 'planned':
    case 'confirmed':
    case 'applying':
    case 'rolling-back':
    case 'verifying':
      return false;
    case 'declined':
    case 'refused':
    case 'rolled-back':
    case 'failed':
    case 'verified':
    case 'unverified':
      return true;
  }
};
