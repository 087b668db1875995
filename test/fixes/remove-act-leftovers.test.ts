import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('remove-act-leftovers')).toMatchInlineSnapshot(`
    "Fix remove-act-leftovers: Remove the containers that act left behind
      risk: destructive, as this user, cannot be undone in full
      note: What those runs wrote in them goes too, and act run with --reuse begins anew. Volumes stay.
      note: This cannot be undone.
      1. docker --host unix:///run/docker.sock container rm c2  # c2
         why:  earlier runs of act left them, and a new run of the same job needs their names
    "
  `);
});
