import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { addUserToDockerGroup } from '#fixes/add-user-to-docker-group';

test('makes the group where it is missing, adds the user, and proves it by a new session', () => {
  expect(addUserToDockerGroup.plan({ user: 'ada', groupExists: false })).toEqual({
    steps: [
      {
        kind: 'exec',
        argv: ['groupadd', '-r', 'docker'],
        privilege: 'root',
        why: 'the group docker does not exist',
        undo: ['groupdel', 'docker'],
        watch: { kind: 'query', argv: ['getent', 'group', 'docker'], wantedStart: 'docker:' },
      },
      {
        kind: 'exec',
        argv: ['usermod', '-aG', 'docker', 'ada'],
        privilege: 'root',
        why: 'ada is not in the group docker, which may use the socket',
        undo: ['gpasswd', '-d', 'ada', 'docker'],
        watch: { kind: 'member', user: 'ada', group: 'docker' },
      },
    ],
    asks: 'Membership of the group docker equals root on this host: whoever may use the engine can read and change every file. Is ada to have that power?',
    notes: [
      'Without that power: rootless mode, see https://docs.docker.com/engine/security/rootless/',
      'Sessions that run already keep their old groups: log out and in again, or run `newgrp docker` for one shell.',
    ],
    proof: {
      kind: 'fresh-session',
      user: 'ada',
      check: 'access/socket',
      why: 'this session is older than the membership; only a new one has it',
    },
  });
});

test('leaves a group that exists alone, and can be taken back', () => {
  const { proposal } = propose(addUserToDockerGroup, { user: 'ada', groupExists: true });

  expect(proposal.steps).toHaveLength(1);
  expect(proposal).toMatchObject({ risk: 'safe', privilege: 'root', undoable: true });
});

test('offers the rootless tool where it is installed', () => {
  const { notes } = addUserToDockerGroup.plan({ user: 'ada', groupExists: true, rootlessTool: true });

  expect(notes).toContain(
    'Without that power: rootless mode. It is installed here: run `dockerd-rootless-setuptool.sh install` instead.',
  );
});
