import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { ownDockerConfig } from '#fixes/own-docker-config';

const args = { user: 'ada', group: 'users', directory: '/home/ada/.docker' };

test("gives the user's own directory back, and keeps who owned what", () => {
  expect(ownDockerConfig.plan(args)).toEqual({
    steps: [
      {
        kind: 'exec',
        argv: ['chown', '-R', 'ada:users', '/home/ada/.docker'],
        privilege: 'root',
        why: 'files in it belong to somebody else, so the client cannot read or write them',
        keepsRights: '/home/ada/.docker',
        watch: { kind: 'query', argv: ['find', '/home/ada/.docker', '!', '-user', 'ada'], wanted: '' },
      },
    ],
  });
});

test.each(['/etc', '/', '/.docker', '/home/ada/.docker/..', '', '.docker'])(
  'gives away nothing below %j',
  (directory) => {
    expect(propose(ownDockerConfig, { ...args, directory }).proposal).toMatchObject({
      manual: true,
      privilege: 'user',
    });
  },
);

test('can be undone, by owners and modes alone', () => {
  const { proposal } = propose(ownDockerConfig, args);

  expect(proposal).toMatchObject({ risk: 'safe', privilege: 'root', undoable: true });
  expect(describePlan(proposal)[0]?.undo).toBe(
    'give /home/ada/.docker and what is in it back the owners and modes that are kept under /var/lib/dockmedic/backups, without their content',
  );
});
