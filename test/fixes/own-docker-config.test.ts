import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { ownDockerConfig } from '#fixes/own-docker-config';

test("gives the user's own directory back, and says that the old owners are not kept", () => {
  expect(ownDockerConfig.plan({ user: 'ada', group: 'users', directory: '/home/ada/.docker' })).toEqual({
    steps: [
      {
        kind: 'exec',
        argv: ['chown', '-R', 'ada:users', '/home/ada/.docker'],
        privilege: 'root',
        why: 'files in it belong to somebody else, so the client cannot read or write them',
      },
    ],
    notes: ['This cannot be undone: the owners that the single files had are not kept.'],
  });
});

test.each(['/etc', '/', '/.docker', '/home/ada/.docker/..', '', '.docker'])(
  'gives away nothing below %j',
  (directory) => {
    expect(propose(ownDockerConfig, { user: 'ada', group: 'users', directory }).proposal).toMatchObject({
      manual: true,
      privilege: 'user',
    });
  },
);

test('cannot be undone', () => {
  const { proposal } = propose(ownDockerConfig, {
    user: 'ada',
    group: 'users',
    directory: '/home/ada/.docker',
  });
  expect(proposal).toMatchObject({ risk: 'safe', privilege: 'root', undoable: false });
});
