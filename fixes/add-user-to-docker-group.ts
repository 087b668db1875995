import { defineFix } from '#core/fix';
import { groupSteps } from './_group.ts';

interface Membership {
  readonly user: string;
  readonly groupExists: boolean;
  /** `dockerd-rootless-setuptool.sh` is installed. */
  readonly rootlessTool?: boolean;
}

export const addUserToDockerGroup = defineFix<Membership>({
  id: 'add-user-to-docker-group',
  title: 'Add the user to the group docker',
  risk: 'safe',
  about:
    'Makes the user a member of the group docker, which equals root on this host, and proves it by a new session of that user. It never opens the socket to everybody.',
  plan: ({ user, groupExists, rootlessTool = false }) => ({
    steps: [
      ...groupSteps(groupExists),
      {
        kind: 'exec',
        argv: ['usermod', '-aG', 'docker', user],
        privilege: 'root',
        why: `${user} is not in the group docker, which may use the socket`,
        undo: ['gpasswd', '-d', user, 'docker'],
        watch: { kind: 'member', user, group: 'docker' },
      },
    ],
    asks: `Membership of the group docker equals root on this host: whoever may use the engine can read and change every file. Is ${user} to have that power?`,
    notes: [
      rootlessTool
        ? 'Without that power: rootless mode. It is installed here: run `dockerd-rootless-setuptool.sh install` instead.'
        : 'Without that power: rootless mode, see https://docs.docker.com/engine/security/rootless/',
      'Sessions that run already keep their old groups: log out and in again, or run `newgrp docker` for one shell.',
    ],
    proof: {
      kind: 'fresh-session',
      user,
      check: 'access/socket',
      why: 'this session is older than the membership; only a new one has it',
    },
  }),
});
