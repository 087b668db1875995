import { defineFix } from '#core/fix';
import { type ServiceTarget, serviceSteps } from './_service.ts';

interface InTheWay extends ServiceTarget {
  readonly path: string;
  /** Where the dead link leads; absent: an ordinary file stands there. */
  readonly linkTarget?: string;
  /** The app that made the link, and makes it again when it is started. */
  readonly app?: string;
  /** An engine runs, and has lost the path of its socket. */
  readonly running: boolean;
}

export const clearSocketPath = defineFix<InTheWay>({
  id: 'clear-socket-path',
  title: 'Take away what stands where the socket of the engine belongs',
  risk: 'safe',
  about:
    'Removes a link that leads nowhere, or a file, from the path of the socket, keeps a copy of it, and starts the engine, which makes its socket there. It never removes a socket.',
  plan: ({ path, linkTarget, app, running, ...target }) => ({
    steps: [
      {
        kind: 'exec',
        argv: ['unlink', path],
        privilege: 'root',
        why:
          linkTarget === undefined
            ? 'the engine cannot make its socket where a file stands'
            : `the link leads to ${linkTarget}, where nothing is`,
        keeps: path,
        watch: { kind: 'path', path, wanted: 'absent' },
        ...(linkTarget === undefined ? {} : { expects: `symlink to ${linkTarget}` }),
      },
      ...serviceSteps(target, running ? 'restart' : 'start', `${target.unit} makes its socket there`),
    ],
    ...(app === undefined
      ? {}
      : {
          asks: `${app} made that link, and is stopped or removed. Is the engine of this host to have ${path}?`,
        }),
    ...(running ? { risk: 'disruptive' as const, notes: [RESTART] } : {}),
  }),
});

const RESTART =
  'The engine runs, and nobody can ask it which containers: they stop, unless live-restore is on. Those with a restart policy come back.';
