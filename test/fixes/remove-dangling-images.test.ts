import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('remove-dangling-images')).toMatchInlineSnapshot(`
    "Fix remove-dangling-images: Remove the images without a name that no container uses
      risk: destructive, as this user, cannot be undone in full
      note: This cannot be undone.
      1. docker --host unix:///run/docker.sock image rm --no-prune i1  # i1
         why:  they have no name, mostly because a newer build took it, and no container uses them
    "
  `);
});
