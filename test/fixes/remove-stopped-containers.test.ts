import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('remove-stopped-containers')).toMatchInlineSnapshot(`
    "Fix remove-stopped-containers: Remove the containers that ended long ago
      risk: destructive, as this user, cannot be undone in full
      note: What they wrote outside of volumes goes with them, and so do their logs. Volumes stay.
      note: This cannot be undone.
      1. docker --host unix:///run/docker.sock container rm c1  # c1
         docker --host unix:///run/docker.sock container rm c2  # c2
         why:  they ended more than 7 days ago
    "
  `);
});
