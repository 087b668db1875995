import { defineFix, type Privilege } from '#core/fix';
import { type ServiceTarget, serviceSteps } from './_service.ts';

interface EmptyDirectory {
  readonly path: string;
  readonly privilege: Privilege;
  /** The engine, which did not start because of it. */
  readonly start?: ServiceTarget;
}

export const removeEmptyDirectory = defineFix<EmptyDirectory>({
  id: 'remove-empty-directory',
  title: 'Remove the empty directory that stands in place of a configuration file',
  risk: 'safe',
  about:
    'Removes the directory that a bind mount left where daemon.json or config.json belongs, only while it is empty, and starts an engine that did not start because of it.',
  plan: ({ path, privilege, start }) => ({
    steps: [
      {
        kind: 'exec',
        argv: ['rmdir', path],
        privilege,
        why: 'a file belongs there, or nothing; a directory with anything in it stays',
        keeps: path,
        watch: { kind: 'path', path, wanted: 'absent' },
      },
      ...(start === undefined ? [] : serviceSteps(start, 'start', `${start.unit} could not read ${path}`)),
    ],
    notes: [
      'A container that mounts this path makes the directory again: use `--mount type=bind`, which refuses a missing source.',
    ],
  }),
});
