import type { StepOf } from '#core/fix';
import type { Host } from '#core/host';
import { nameOf, observe } from '../watching.ts';
import { type BackupPlaces, keepCopy, keepRights } from './keep.ts';
import type { Prepared } from './prepare.ts';

export const prepareExec = async (
  step: StepOf<'exec'>,
  at: number,
  host: Host,
  places: BackupPlaces,
): Promise<Prepared> => {
  const { argv, privilege, undo, keeps, keepsRights, watch, expects, timeoutMs } = step;
  if (watch !== undefined && expects !== undefined) {
    const now = await observe(watch, host);
    if (now !== expects)
      return {
        kind: 'refused',
        text: `${nameOf(watch)} was "${expects}" when the plan was made, and is now ${now === undefined ? 'not to be seen' : `"${now}"`}`,
      };
  }
  const ready = {
    kind: 'ready',
    act: { argv, privilege, ...(timeoutMs === undefined ? {} : { timeoutMs }) },
    inverseAfterFailure: false,
    ...(watch === undefined ? {} : { watch }),
  } as const;
  if (keeps !== undefined) {
    const { first, putBack } = keepCopy(keeps, at, privilege, places);
    return { ...ready, first, inverse: putBack, copy: privilege };
  }
  if (step.leavesNothing) return { ...ready, inverse: [] };
  if (keepsRights !== undefined) {
    const { first, putBack } = keepRights(keepsRights, at, privilege, places);
    // Giving back what each had is right wherever the step broke off.
    return { ...ready, first, inverse: putBack, copy: privilege, inverseAfterFailure: true };
  }
  return undo === undefined ? ready : { ...ready, inverse: [{ argv: undo, privilege }] };
};
