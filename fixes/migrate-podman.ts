import { defineFix } from '#core/fix';

export const migratePodman = defineFix<Record<string, never>>({
  id: 'migrate-podman',
  title: 'Have Podman make its user namespace anew',
  risk: 'disruptive',
  about:
    "Runs podman system migrate as the user, which ends the process that holds the old user namespace and stops that user's containers. Images, volumes and containers stay.",
  plan: () => ({
    steps: [
      {
        kind: 'exec',
        argv: ['podman', 'system', 'migrate'],
        privilege: 'user',
        why: 'Podman keeps the user namespace that it made before',
      },
    ],
    notes: ["Running containers of this user stop. root's and other users' do not."],
  }),
});
