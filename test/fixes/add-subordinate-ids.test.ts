import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { addSubordinateIds } from '#fixes/add-subordinate-ids';

test('grants a range in both files and has Podman take it up', () => {
  const kinds = ['subuids', 'subgids'] as const;
  expect(
    addSubordinateIds.plan({ user: 'ada', start: 231_072, kinds, engine: 'podman' }).steps,
  ).toMatchObject([
    { argv: ['usermod', '--add-subuids', '231072-296607', 'ada'], privilege: 'root', keeps: '/etc/subuid' },
    { argv: ['usermod', '--add-subgids', '231072-296607', 'ada'], privilege: 'root', keeps: '/etc/subgid' },
    { argv: ['podman', 'system', 'migrate'], privilege: 'user' },
  ]);
});

test('rootless Docker is to be started anew instead', () => {
  const { proposal } = propose(addSubordinateIds, {
    user: 'ada',
    start: 231_072,
    kinds: ['subgids'],
    engine: 'docker',
  });
  expect(proposal).toMatchObject({ undoable: true, privilege: 'root', steps: [{ kind: 'exec' }] });
  expect(proposal.notes).toEqual(['Then start the engine again: systemctl --user restart docker']);
});
