import type { Step } from '#core/fix';
import type { Host } from '#core/host';
import type { WayBack } from '../repair.ts';
import { cutOff, type Performed, perform } from './act.ts';
import { type Prepared, prepare } from './prepare.ts';

export interface Tried {
  readonly outcome: string;
  readonly ok: boolean;
  readonly wayBack: WayBack;
  /** Whether the next step may follow. */
  readonly goesOn: boolean;
  /** The step was not begun. */
  readonly refused: boolean;
}

/** One step: looks whether it still fits, acts, and says how it ended and what would take it back. */
export const tryStep = async (step: Step, host: Host, onLine: (line: string) => void): Promise<Tried> => {
  const prepared = await prepare(step, host).catch(
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
      return { outcome: prepared.text, ok: false, wayBack: UNCHANGED, goesOn: false, refused: true };
    case 'ready':
      return ending(prepared, await perform(prepared.act, host, onLine).catch(cutOff));
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const UNCHANGED: WayBack = { kind: 'unchanged' };

const ending = (ready: Extract<Prepared, { readonly kind: 'ready' }>, performed: Performed): Tried => {
  const outcome = performed.text;
  switch (performed.kind) {
    case 'done':
      return { outcome, ok: true, wayBack: wayBackOf(ready.inverse), goesOn: true, refused: false };
    case 'denied':
      return { outcome, ok: false, wayBack: UNCHANGED, goesOn: false, refused: true };
    case 'failed':
      return {
        outcome,
        ok: false,
        wayBack: ready.inverseAfterFailure ? wayBackOf(ready.inverse) : UNCHANGED,
        goesOn: false,
        refused: false,
      };
    case 'cut-off':
      return {
        outcome,
        ok: false,
        wayBack: ready.inverseAfterFailure ? wayBackOf(ready.inverse) : HALF_DONE,
        goesOn: false,
        refused: false,
      };
  }
};

const HALF_DONE: WayBack = { kind: 'none', why: 'it was ended halfway, so how far it came is not known' };

const wayBackOf = (inverse: Extract<Prepared, { readonly kind: 'ready' }>['inverse']): WayBack => {
  if (inverse === undefined) return { kind: 'none', why: 'it cannot be taken back' };
  return inverse.length === 0 ? UNCHANGED : { kind: 'acts', acts: inverse };
};
