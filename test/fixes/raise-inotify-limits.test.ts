import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { raiseInotifyLimits } from '#fixes/raise-inotify-limits';

const plan = (args: Parameters<typeof raiseInotifyLimits.plan>[0]) =>
  propose(raiseInotifyLimits, args).proposal;
const shown = (args: Parameters<typeof raiseInotifyLimits.plan>[0]) =>
  describePlan(plan(args)).map(({ shows }) => shows);

const dropIn = { path: '/etc/sysctl.d/99-dockmedic-inotify.conf', text: undefined };

test('raises both, and keeps them in one file', () => {
  const instances = { now: 128, wanted: 1024 };
  const watches = { now: 8192, wanted: 524_288 };
  expect(shown({ instances, watches, dropIn })).toEqual([
    'sysctl -w fs.inotify.max_user_instances=1024',
    'sysctl -w fs.inotify.max_user_watches=524288',
    `make ${dropIn.path} as shown`,
  ]);
});

test('never lowers one', () => {
  expect(shown({ watches: { now: 1_048_576, wanted: 524_288 }, dropIn })).toEqual([]);
});

test('can be taken back to what was', () => {
  const proposal = plan({ instances: { now: 128, wanted: 1024 }, dropIn });
  expect(proposal).toMatchObject({ undoable: true, risk: 'safe' });
  expect(describePlan(proposal)[0]?.undo).toBe('sysctl -w fs.inotify.max_user_instances=128');
});
