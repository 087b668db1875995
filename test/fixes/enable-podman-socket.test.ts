import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { enablePodmanSocket } from '#fixes/enable-podman-socket';

test.each([
  ['systemd-user', 'user', 1],
  ['systemd', 'root', 0],
] as const)('enables and starts the socket of %s', (manager, privilege, notes) => {
  const { proposal } = propose(enablePodmanSocket, { manager });
  expect(proposal).toMatchObject({ privilege, undoable: true, risk: 'safe' });
  expect(proposal.steps).toMatchObject([
    { unit: 'podman.socket', action: 'enable', manager },
    { unit: 'podman.socket', action: 'start', manager },
  ]);
  expect(proposal.notes).toHaveLength(notes);
});
