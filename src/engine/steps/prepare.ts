import type { Step } from '#core/fix';
import type { Host } from '#core/host';
import type { Act } from './act.ts';
import { prepareExec } from './exec.ts';
import { prepareRemoveFile } from './remove-file.ts';
import { prepareService } from './service.ts';
import { prepareSignal } from './signal.ts';

/** What a step comes to on this host at this moment. */
export type Prepared =
  | {
      readonly kind: 'ready';
      readonly act: Act;
      /** What takes it back, in the order to run. Absent: it cannot be taken back. */
      readonly inverse?: readonly Act[];
      /** The inverse is right even when the act failed halfway. */
      readonly inverseAfterFailure: boolean;
    }
  /** The host is already as the step wants it; nothing to do and nothing to take back. */
  | { readonly kind: 'nothing-to-do'; readonly text: string }
  /** A person has to do it. */
  | { readonly kind: 'by-hand'; readonly text: string }
  /** What the plan was made for is no longer there. */
  | { readonly kind: 'refused'; readonly text: string };

/** Looks right before the act whether the plan still fits, and works out the act and its inverse. It changes
 *  nothing itself. */
export const prepare = async (step: Step, host: Host): Promise<Prepared> => {
  switch (step.kind) {
    case 'exec':
      return prepareExec(step);
    case 'service':
      return prepareService(step, host);
    case 'remove-file':
      return prepareRemoveFile(step, host);
    case 'signal':
      return prepareSignal(step, host);
    case 'manual':
      return { kind: 'by-hand', text: step.instructions };
  }
};
