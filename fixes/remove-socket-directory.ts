import { defineFix } from '#core/fix';
import { type ServiceTarget, serviceSteps } from './_service.ts';

interface SocketDirectory extends ServiceTarget {
  readonly path: string;
}

export const removeSocketDirectory = defineFix<SocketDirectory>({
  id: 'remove-socket-directory',
  title: 'Remove the directory that stands where the socket belongs',
  risk: 'safe',
  about:
    'Removes the empty directory that a bind mount left at the path of the socket, and starts the engine. A directory with anything in it stays.',
  plan: ({ path, ...target }) => ({
    steps: [
      {
        kind: 'exec',
        argv: ['rmdir', path],
        privilege: 'root',
        why: 'the engine cannot make its socket where a directory stands; one that is not empty stays',
        keeps: path,
        watch: { kind: 'path', path, wanted: 'absent' },
      },
      ...serviceSteps(target, 'start', `${target.unit} could not make its socket`),
    ],
    notes: [
      'Mount the socket with `--mount type=bind`, which refuses a missing source, so that it does not come back.',
    ],
  }),
});
