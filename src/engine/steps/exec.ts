import type { StepOf } from '#core/fix';
import type { Prepared } from './prepare.ts';

export const prepareExec = ({ argv, privilege, undo, timeoutMs }: StepOf<'exec'>): Prepared => ({
  kind: 'ready',
  act: { argv, privilege, ...(timeoutMs === undefined ? {} : { timeoutMs }) },
  ...(undo === undefined ? {} : { inverse: [{ argv: undo, privilege }] }),
  inverseAfterFailure: false,
});
