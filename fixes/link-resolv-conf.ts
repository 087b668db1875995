import { defineFix } from '#core/fix';

interface ResolvConf {
  /** Where the dead link leads; absent: there is no such file. */
  readonly linkTarget?: string;
}

const PATH = '/etc/resolv.conf';
const STUB = '../run/systemd/resolve/stub-resolv.conf';

export const linkResolvConf = defineFix<ResolvConf>({
  id: 'link-resolv-conf',
  title: 'Point /etc/resolv.conf to systemd-resolved, which runs and answers',
  risk: 'safe',
  about:
    'Makes /etc/resolv.conf the link to the file of systemd-resolved, in place of one that leads nowhere. It names no name server and locks nothing.',
  plan: ({ linkTarget }) => ({
    steps: [
      {
        kind: 'exec',
        argv: ['ln', '-sfnT', STUB, PATH],
        privilege: 'root',
        why:
          linkTarget === undefined
            ? 'programs that read it find no name server'
            : `it leads to ${linkTarget}, which does not exist`,
        ...(linkTarget === undefined ? { undo: ['unlink', PATH] as const } : { keeps: PATH }),
        watch: { kind: 'path', path: PATH, wanted: 'present' },
        expects: linkTarget === undefined ? 'absent' : `symlink to ${linkTarget}`,
      },
    ],
    notes: [
      'Containers that run keep what they were given; the engine reads the file anew for each container that it starts.',
    ],
  }),
});
