import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { repairSocketOwner } from '#fixes/repair-socket-owner';

const path = '/run/docker.sock';

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
      },
      {
        kind: 'exec',
        argv: ['chgrp', 'docker', path],
        privilege: 'root',
        why: 'the socket belongs to root:root, so members of the group docker may not use it',
        undo: ['chgrp', 'root', path],
      },
      {
        kind: 'exec',
        argv: ['chmod', '660', path],
        privilege: 'root',
        why: 'the socket has mode 600',
        undo: ['chmod', '600', path],
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
    },
  ]);
});

test('a socket that was open to everybody is closed, and not opened again', () => {
  const was = { owner: 'root', group: 'docker', mode: 0o666 };
  const { proposal } = propose(repairSocketOwner, { path, groupExists: true, manager: 'systemd', was });

  expect(proposal.steps).toEqual([
    { kind: 'exec', argv: ['chmod', '660', path], privilege: 'root', why: 'the socket has mode 666' },
  ]);
  expect(proposal.undoable).toBe(false);
});
