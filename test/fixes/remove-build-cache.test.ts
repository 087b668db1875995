import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('remove-build-cache')).toMatchInlineSnapshot(`
    "Fix remove-build-cache: Remove the build cache that is not in use
      risk: destructive, as this user, cannot be undone in full
      note: The next builds are slower.
      note: This cannot be undone.
      1. docker --host unix:///run/docker.sock builder prune --filter 'id=^(aaaaaaaaaaaaaaaaaaaaaaaaa|bbbbbbbbbbbbbbbbbbbbbbbbb)$' --force
         # aaaaaaaaaaaaaaaaaaaaaaaaa
         # bbbbbbbbbbbbbbbbbbbbbbbbb
         why:  no build uses them; the next builds make anew what they need
    "
  `);
});
