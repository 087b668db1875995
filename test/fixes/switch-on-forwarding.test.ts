import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { switchOnForwarding } from '#fixes/switch-on-forwarding';

const plan = (args: Parameters<typeof switchOnForwarding.plan>[0]) =>
  propose(switchOnForwarding, args).proposal;
const shown = (args: Parameters<typeof switchOnForwarding.plan>[0]) =>
  describePlan(plan(args)).map(({ shows }) => shows);

const dropIn = { path: '/etc/sysctl.d/99-dockmedic-forwarding.conf', text: undefined };

test('now and for later boots', () => {
  expect(shown({ dropIn, later: [] })).toEqual([
    'sysctl -w net.ipv4.ip_forward=1',
    `make ${dropIn.path} as shown`,
  ]);
  expect(plan({ dropIn, later: [] })).toMatchObject({ privilege: 'root', undoable: true });
});

test('switches off the line of a file that is read later', () => {
  const text = '# by the auditor\nnet.ipv4.ip_forward = 0\n';
  const later = [{ path: '/etc/sysctl.conf', text, line: 'net.ipv4.ip_forward = 0' }];
  const [, , last] = describePlan(plan({ dropIn, later }));
  expect(last).toMatchObject({
    shows: 'change /etc/sysctl.conf as shown',
    diff: expect.stringContaining('+# switched off by dockmedic: net.ipv4.ip_forward = 0'),
  });
});

test('refuses where the setting is another one by then', () => {
  expect(plan({ dropIn, later: [] }).steps[0]).toMatchObject({ expects: '0' });
});
