import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { makeDockerGroup } from '#fixes/make-docker-group';

const plan = (args: Parameters<typeof makeDockerGroup.plan>[0]) => propose(makeDockerGroup, args).proposal;
const shown = (args: Parameters<typeof makeDockerGroup.plan>[0]) =>
  describePlan(plan(args)).map(({ shows }) => shows);

const target = {
  manager: 'systemd',
  unit: 'docker.service',
  socketUnit: 'docker.socket',
  resetFailed: true,
} as const;

test('makes the group, then starts what gives its socket to it', () => {
  expect(shown(target)).toEqual([
    'groupadd -r docker',
    'systemctl reset-failed docker.service',
    'systemctl reset-failed docker.socket',
    'systemctl start docker.socket docker.service',
  ]);
});

test('adds nobody, and says so', () => {
  expect(plan(target)).toMatchObject({
    privilege: 'root',
    undoable: true,
    notes: [expect.stringContaining('no members')],
  });
});
