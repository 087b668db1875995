import type { Act, PlainAct } from '#core/act';
import type { Privilege, Step } from '#core/fix';
import type { Host } from '#core/host';
import type { Watch } from '#core/watch';
import { prepareEditFile } from './edit-file.ts';
import { prepareExec } from './exec.ts';
import type { BackupPlaces } from './keep.ts';
import { prepareRemoveFile } from './remove-file.ts';
import { prepareRemoveObjects } from './remove-objects.ts';
import { prepareService } from './service.ts';
import { prepareSignal } from './signal.ts';

export interface NextAct extends Act {
  /** Looks right before it. */
  readonly guard?: () => Promise<Guarded>;
}

export type Guarded =
  | { readonly kind: 'go' }
  /** What it would do is done already. */
  | { readonly kind: 'skip' }
  /** Why it may not be done any more. */
  | { readonly kind: 'stop'; readonly text: string };

/** What a step comes to on this host at this moment. */
export type Prepared =
  | {
      readonly kind: 'ready';
      /** Run before the act; they make copies in dockmedic's own directory and change nothing else. */
      readonly first?: readonly Act[];
      /** What a person is told to do where the right is missing; otherwise the act. */
      readonly byHand?: string;
      readonly act: NextAct;
      /** Behind the act, up to the first that fails. */
      readonly more?: readonly NextAct[];
      /** Behind all of them: looks whether it did what it was for. A sentence says why not, and then it failed. */
      readonly afterwards?: () => Promise<string | undefined>;
      /** What takes it back, in the order to run; a second time does no harm. Absent: it cannot be taken back. */
      readonly inverse?: readonly PlainAct[];
      /** The inverse is right even when the act failed halfway. */
      readonly inverseAfterFailure: boolean;
      /** With whose rights `first` makes a copy. */
      readonly copy?: Privilege;
      /** What an act that broke off before it changed anything may have left beside; a second time does no harm. */
      readonly sweep?: readonly PlainAct[];
      /** What the act changes. */
      readonly watch?: Watch;
      /** What is worth telling of acts that all went well. */
      readonly remark?: () => Promise<string | undefined>;
    }
  /** The host is already as the step wants it; nothing to do and nothing to take back. */
  | { readonly kind: 'nothing-to-do'; readonly text: string }
  /** A person has to do it. */
  | { readonly kind: 'by-hand'; readonly text: string }
  /** What the plan was made for is no longer there. */
  | { readonly kind: 'refused'; readonly text: string };

/** Looks right before the act whether the plan still fits, and works out the act and its inverse. It changes
 *  nothing itself. `at` is the step's number in its plan, from 0. */
export const prepare = async (
  step: Step,
  at: number,
  host: Host,
  places: BackupPlaces,
): Promise<Prepared> => {
  switch (step.kind) {
    case 'exec':
      return prepareExec(step, at, host, places);
    case 'edit-file':
      return prepareEditFile(step, at, host, places);
    case 'remove-objects':
      return prepareRemoveObjects(step, host);
    case 'service':
      return prepareService(step, host);
    case 'remove-file':
      return prepareRemoveFile(step, at, host, places);
    case 'signal':
      return prepareSignal(step, host);
    case 'manual':
      return { kind: 'by-hand', text: step.instructions };
  }
};
