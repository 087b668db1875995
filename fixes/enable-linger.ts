import { defineFix } from '#core/fix';

interface Lingering {
  readonly user: string;
}

export const enableLinger = defineFix<Lingering>({
  id: 'enable-linger',
  title: "Keep the user's services running without a login",
  risk: 'safe',
  about:
    "Has systemd start the user's own service manager at boot and keep it after logout, with the runtime directory that rootless engines need.",
  plan: ({ user }) => ({
    steps: [
      {
        kind: 'exec',
        argv: ['loginctl', 'enable-linger', user],
        privilege: 'root',
        why: `the services of ${user} live only as long as a login`,
        undo: ['loginctl', 'disable-linger', user],
        watch: { kind: 'path', path: `/var/lib/systemd/linger/${user}`, wanted: 'present' },
      },
    ],
  }),
});
