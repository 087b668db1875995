import { isUnavailable } from '#core/answer';
import type { Privilege, StepOf } from '#core/fix';
import type { FileStat, Host } from '#core/host';
import type { Act } from './act.ts';
import type { Prepared } from './prepare.ts';
import { processNow } from './process.ts';

export const prepareRemoveFile = async (step: StepOf<'remove-file'>, host: Host): Promise<Prepared> => {
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
  return {
    kind: 'ready',
    act: { argv: ['rm', path], privilege },
    inverse: rewriting(path, text, found, privilege),
    inverseAfterFailure: false,
  };
};

const isRunning = async ({ unlessRunning }: StepOf<'remove-file'>, host: Host): Promise<boolean> =>
  unlessRunning !== undefined && (await processNow(host, unlessRunning.pid))?.comm === unlessRunning.comm;

const rewriting = (path: string, text: string, was: FileStat, privilege: Privilege): readonly Act[] => [
  { argv: ['tee', path], privilege, input: text },
  { argv: ['chown', `${was.uid}:${was.gid}`, path], privilege },
  { argv: ['chmod', was.mode.toString(8).padStart(4, '0'), path], privilege },
];
