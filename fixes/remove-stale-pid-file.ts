import { defineFix, type Step } from '#core/fix';
import { type ServiceTarget, serviceSteps } from './_service.ts';

interface StalePidFile {
  readonly path: string;
  /** The file's text as it was read: the number of a process that is not the engine. */
  readonly text: string;
  /** Start the engine afterwards. */
  readonly start?: ServiceTarget;
}

export const removeStalePidFile = defineFix<StalePidFile>({
  id: 'remove-stale-pid-file',
  title: 'Remove the stale pid file of the engine',
  risk: 'safe',
  about:
    'Removes the pid file of an engine that is gone, after looking once more that the file is unchanged and that its number is no engine. It never kills the process that has the number now.',
  plan: ({ path, text, start }) => ({
    steps: [
      removal(path, text),
      ...(start === undefined
        ? []
        : serviceSteps(start, 'start', `${start.unit} could not start because of ${path}`)),
    ],
  }),
});

const removal = (path: string, text: string): Step => {
  const pid = Number(text.trim());
  const isPid = Number.isSafeInteger(pid) && pid > 0;
  return {
    kind: 'remove-file',
    path,
    expect: text,
    ...(isPid ? { unlessRunning: { pid, comm: 'dockerd' } } : {}),
    privilege: 'root',
    why: 'it names a process that is not the engine, and the engine refuses to start beside it',
  };
};
