import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { repairSocketOwner } from '#fixes/repair-socket-owner';

const path = '/run/docker.sock';
const MODE = { kind: 'query', argv: ['stat', '-c', '%a', path], wanted: '660' };

test('sets the group, making it first, and the mode; each with its way back', () => {
  expect(
    repairSocketOwner.plan({
      path,
      groupExists: false,
      manager: 'systemd',
      was: { owner: 'root', group: 'root', mode: 0o600 },
    }),
  ).toEqual({
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
        argv: ['chgrp', 'docker', path],
        privilege: 'root',
        why: 'the socket belongs to root:root, so members of the group docker may not use it',
        undo: ['chgrp', 'root', path],
        watch: { kind: 'query', argv: ['stat', '-c', '%G', path], wanted: 'docker' },
      },
      {
        kind: 'exec',
        argv: ['chmod', '660', path],
        privilege: 'root',
        why: 'the socket has mode 600',
        undo: ['chmod', '600', path],
        watch: MODE,
      },
    ],
    notes: [
      'docker.socket makes the socket anew at its next start, with its SocketGroup (docker unless changed).',
    ],
  });
});

test('sets owner and group where the owner is wrong too', () => {
  const was = { owner: '1000', group: '1000', mode: 0o660 };

  expect(repairSocketOwner.plan({ path, groupExists: true, manager: 'none', was }).steps).toEqual([
    {
      kind: 'exec',
      argv: ['chown', 'root:docker', path],
      privilege: 'root',
      why: 'the socket belongs to 1000:1000, so members of the group docker may not use it',
      undo: ['chown', '1000:1000', path],
      watch: { kind: 'query', argv: ['stat', '-c', '%U:%G', path], wanted: 'root:docker' },
    },
  ]);
});

test('a socket that was open to everybody is closed, and not opened again', () => {
  const was = { owner: 'root', group: 'docker', mode: 0o666 };
  const { proposal } = propose(repairSocketOwner, { path, groupExists: true, manager: 'systemd', was });

  expect(proposal.steps).toEqual([
    {
      kind: 'exec',
      argv: ['chmod', '660', path],
      privilege: 'root',
      why: 'the socket has mode 666',
      watch: MODE,
    },
  ]);
  expect(proposal.undoable).toBe(false);
});
