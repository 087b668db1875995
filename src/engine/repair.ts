import type { RepairRecord } from '#core/report';
import type { Act } from './steps/act.ts';

/** What takes a step back: nothing was changed, these acts in this order, or nothing can. */
export type WayBack =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'acts'; readonly acts: readonly Act[] }
  | { readonly kind: 'none'; readonly why: string };

/** One step that was tried. */
export interface Trace {
  readonly shows: string;
  readonly outcome: string;
  readonly ok: boolean;
  readonly wayBack: WayBack;
}

export type Proven = NonNullable<RepairRecord['provedBy']>;

/** Where a repair stands; each state with exactly what is known there. */
export type Repair =
  | { readonly state: 'planned' }
  | { readonly state: 'declined' }
  | { readonly state: 'refused'; readonly text: string; readonly trail: readonly Trace[] }
  | { readonly state: 'applying'; readonly step: number; readonly trail: readonly Trace[] }
  | { readonly state: 'rolling-back'; readonly failure: string; readonly trail: readonly Trace[] }
  | { readonly state: 'rolled-back'; readonly text: string; readonly trail: readonly Trace[] }
  | { readonly state: 'failed'; readonly text: string; readonly trail: readonly Trace[] }
  | { readonly state: 'verifying'; readonly trail: readonly Trace[] }
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
  { readonly state: 'planned' | 'applying' | 'rolling-back' | 'verifying' }
>;

export const isOver = (repair: Repair): repair is RepairEnd => {
  switch (repair.state) {
    case 'planned':
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
