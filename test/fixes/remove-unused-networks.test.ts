import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('remove-unused-networks')).toMatchInlineSnapshot(`
    "Fix remove-unused-networks: Remove the networks that no container belongs to
      risk: destructive, as this user, cannot be undone in full
      note: Compose makes its own networks anew with docker compose up. One that a Compose file calls external has to be made by hand again.
      note: This cannot be undone.
      1. docker --host unix:///run/docker.sock network rm n1  # n1
         why:  no container belongs to them, and each holds a range of addresses
    "
  `);
});
