import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { useDefaultBuilder } from '#fixes/use-default-builder';

test("chooses the context's own builder, and keeps the choice that was", () => {
  const args = { name: 'far', choice: '/home/ada/.docker/buildx/current', context: 'default' };
  const { proposal } = propose(useDefaultBuilder, args);
  expect(proposal).toMatchObject({ privilege: 'user', undoable: true });
  expect(describePlan(proposal)).toMatchObject([
    { shows: 'docker buildx use default', undo: expect.stringContaining('/home/ada/.docker/buildx/current') },
  ]);
});
