import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { migratePodman } from '#fixes/migrate-podman';

test('runs as the user, and says that containers stop', () => {
  const { proposal } = propose(migratePodman, {});
  expect(proposal).toMatchObject({ risk: 'disruptive', privilege: 'user', undoable: false });
  expect(proposal.steps).toMatchObject([{ argv: ['podman', 'system', 'migrate'] }]);
  expect(proposal.notes).toEqual(["Running containers of this user stop. root's and other users' do not."]);
});
