import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { clearSocketPath } from '#fixes/clear-socket-path';

const plan = (args: Parameters<typeof clearSocketPath.plan>[0]) => propose(clearSocketPath, args).proposal;
const shown = (args: Parameters<typeof clearSocketPath.plan>[0]) =>
  describePlan(plan(args)).map(({ shows }) => shows);

const target = {
  manager: 'systemd',
  unit: 'docker.service',
  resetFailed: false,
  path: '/run/docker.sock',
} as const;

test('a dead link: removed as long as it still leads there, and kept', () => {
  const args = { ...target, running: false, linkTarget: '/home/ada/.docker/desktop/docker.sock' };
  expect(plan(args).steps[0]).toMatchObject({
    argv: ['unlink', '/run/docker.sock'],
    keeps: '/run/docker.sock',
    expects: 'symlink to /home/ada/.docker/desktop/docker.sock',
  });
  expect(shown(args)[1]).toBe('systemctl start docker.service');
  expect(plan({ ...args, app: 'Docker Desktop' }).asks).toContain('Docker Desktop made that link');
});

test('a file in the way of an engine that runs: that has to begin anew, which interrupts', () => {
  expect(shown({ ...target, running: true })).toEqual([
    'unlink /run/docker.sock',
    'systemctl restart docker.service',
  ]);
  expect(plan({ ...target, running: true })).toMatchObject({
    risk: 'disruptive',
    notes: [expect.stringContaining('they stop')],
  });
});
