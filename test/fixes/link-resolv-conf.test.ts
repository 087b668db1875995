import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { linkResolvConf } from '#fixes/link-resolv-conf';

const STUB = '../run/systemd/resolve/stub-resolv.conf';

test('a dead link is replaced as long as it leads there, and kept', () => {
  const { steps } = propose(linkResolvConf, { linkTarget: '/run/gone' }).proposal;
  expect(steps).toMatchObject([
    {
      argv: ['ln', '-sfnT', STUB, '/etc/resolv.conf'],
      keeps: '/etc/resolv.conf',
      expects: 'symlink to /run/gone',
    },
  ]);
});

test('where there is none, it is made as long as there is none', () => {
  const { proposal } = propose(linkResolvConf, {});
  expect(proposal.steps).toMatchObject([{ expects: 'absent' }]);
  expect(describePlan(proposal)[0]?.undo).toBe('unlink /etc/resolv.conf');
});
