import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { startNameResolver } from '#fixes/start-name-resolver';

const plan = (args: Parameters<typeof startNameResolver.plan>[0]) =>
  propose(startNameResolver, args).proposal;
const shown = (args: Parameters<typeof startNameResolver.plan>[0]) =>
  describePlan(plan(args)).map(({ shows }) => shows);

test('starts the resolver, and forgets its failures first where there are any', () => {
  expect(shown({ resetFailed: false })).toEqual(['systemctl start systemd-resolved.service']);
  expect(shown({ resetFailed: true })).toHaveLength(2);
  expect(plan({ resetFailed: true })).toMatchObject({ undoable: true, risk: 'safe' });
});
