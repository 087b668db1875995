import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { removeEmptyDirectory } from '#fixes/remove-empty-directory';

const plan = (args: Parameters<typeof removeEmptyDirectory.plan>[0]) =>
  propose(removeEmptyDirectory, args).proposal;
const shown = (args: Parameters<typeof removeEmptyDirectory.plan>[0]) =>
  describePlan(plan(args)).map(({ shows }) => shows);

test('removes it with rmdir alone, which leaves one that holds something', () => {
  expect(plan({ path: '/home/ada/.docker/config.json', privilege: 'user' })).toMatchObject({
    privilege: 'user',
    undoable: true,
    steps: [{ argv: ['rmdir', '/home/ada/.docker/config.json'], keeps: '/home/ada/.docker/config.json' }],
  });
});

test('starts the engine that could not read its daemon.json', () => {
  const start = { manager: 'systemd', unit: 'docker.service', resetFailed: false } as const;
  expect(shown({ path: '/etc/docker/daemon.json', privilege: 'root', start })).toEqual([
    'rmdir /etc/docker/daemon.json',
    'systemctl start docker.service',
  ]);
});
