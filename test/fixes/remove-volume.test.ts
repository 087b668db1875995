import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('remove-volume')).toMatchInlineSnapshot(`
    "Fix remove-volume: Remove one volume that no container has
      risk: destructive, as this user, cannot be undone in full
      note: The data in it is lost for good. Look into it first: a database that is down for the moment, or a project whose containers were removed, is kept in just such a volume.
      note: This cannot be undone.
      1. docker --host unix:///run/docker.sock volume rm v1  # v1
         why:  no container has it, not even one that has ended
    "
  `);
});
