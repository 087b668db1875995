import type { StepOf } from '#core/fix';
import { type BackupPlaces, keepCopy } from './keep.ts';
import type { Prepared } from './prepare.ts';

export const prepareExec = (step: StepOf<'exec'>, at: number, places: BackupPlaces): Prepared => {
  const { argv, privilege, undo, keeps, watch, timeoutMs } = step;
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
  return undo === undefined ? ready : { ...ready, inverse: [{ argv: undo, privilege }] };
};
