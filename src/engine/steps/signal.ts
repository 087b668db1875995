import type { StepOf } from '#core/fix';
import type { Host } from '#core/host';
import { signalCommand } from '../describe-steps.ts';
import type { Prepared } from './prepare.ts';
import { processNow } from './process.ts';

export const prepareSignal = async (step: StepOf<'signal'>, host: Host): Promise<Prepared> => {
  const { pid, comm, startTicks, signal, privilege } = step;
  const now = await processNow(host, pid);
  if (now === undefined) return { kind: 'refused', text: `process ${pid} is gone` };
  if (now.comm !== comm) return { kind: 'refused', text: `process ${pid} is now ${now.comm}, not ${comm}` };
  if (startTicks !== undefined && now.startTicks !== startTicks) {
    return { kind: 'refused', text: `process ${pid} is another ${comm} than the one that was looked at` };
  }
  if (now.state !== 'T') return { kind: 'nothing-to-do', text: `process ${pid} is no longer stopped` };
  return {
    kind: 'ready',
    act: { argv: signalCommand(signal, pid), privilege },
    inverse: [{ argv: signalCommand('STOP', pid), privilege }],
    inverseAfterFailure: false,
    watch: { kind: 'process', pid, comm, ...(startTicks === undefined ? {} : { startTicks }) },
  };
};
