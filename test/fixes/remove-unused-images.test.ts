import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('remove-unused-images')).toMatchInlineSnapshot(`
    "Fix remove-unused-images: Remove the images that no container uses
      risk: destructive, as this user, cannot be undone in full
      note: What a registry has can be pulled again; what was built here alone cannot. Look through the list first.
      note: This cannot be undone.
      1. docker --host unix:///run/docker.sock image rm --no-prune i2  # i2
         why:  no container uses them
    "
  `);
});
