import { isUnavailable } from '#core/answer';
import type { StepOf } from '#core/fix';
import type { Host } from '#core/host';
import { type BackupPlaces, keepCopy } from './keep.ts';
import type { Prepared } from './prepare.ts';
import { processNow } from './process.ts';

export const prepareRemoveFile = async (
  step: StepOf<'remove-file'>,
  at: number,
  host: Host,
  places: BackupPlaces,
): Promise<Prepared> => {
  const { path, expect, privilege } = step;
  const found = await host.lstat(path);
  if (isUnavailable(found)) {
    if (found.reason === 'absent') return { kind: 'nothing-to-do', text: `${path} is gone already` };
    return { kind: 'refused', text: `${found.source}: ${found.detail}` };
  }
  if (found.type !== 'file') return { kind: 'refused', text: `${path} is no file but a ${found.type}` };
  const text = await host.readFile(path);
  if (isUnavailable(text)) return { kind: 'refused', text: `${text.source}: ${text.detail}` };
  if (text !== expect) return { kind: 'refused', text: `${path} was changed since it was looked at` };
  if (await isRunning(step, host)) return { kind: 'refused', text: `the process that ${path} names runs` };
  const { first, putBack } = keepCopy(path, at, privilege, places);
  return {
    kind: 'ready',
    first,
    act: { argv: ['rm', path], privilege },
    inverse: putBack,
    inverseAfterFailure: false,
    copy: privilege,
    watch: { kind: 'path', path, wanted: 'absent' },
  };
};

const isRunning = async ({ unlessRunning }: StepOf<'remove-file'>, host: Host): Promise<boolean> =>
  unlessRunning !== undefined && (await processNow(host, unlessRunning.pid))?.comm === unlessRunning.comm;
