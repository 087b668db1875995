import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { repairClientPlugin } from '#fixes/repair-client-plugin';

const path = '/home/ada/.docker/cli-plugins/docker-compose';
const described = (args: Parameters<typeof repairClientPlugin.plan>[0]) =>
  describePlan(propose(repairClientPlugin, args).proposal);

test('the user may run their own file, and nobody else may more', () => {
  const fault = { kind: 'not-executable', mode: '644' } as const;
  expect(described({ path, privilege: 'user', fault })).toMatchObject([
    { shows: `chmod u+x ${path}`, undo: `chmod u-x ${path}`, privilege: 'user' },
  ]);
});

test('a dead link is removed as long as it leads there, and kept', () => {
  const fault = { kind: 'dangling', target: '/opt/docker-desktop/docker-compose' } as const;
  expect(propose(repairClientPlugin, { path, privilege: 'root', fault }).proposal.steps).toMatchObject([
    { argv: ['unlink', path], keeps: path, expects: 'symlink to /opt/docker-desktop/docker-compose' },
  ]);
});
