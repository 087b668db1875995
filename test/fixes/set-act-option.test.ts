import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { setActOption } from '#fixes/set-act-option';

const diffs = (args: Parameters<typeof setActOption.plan>[0]) =>
  describePlan(propose(setActOption, args).proposal).flatMap(({ diff = '' }) =>
    diff.split('\n').filter((line) => /^[-+](?![-+]{2} )/.test(line)),
  );

const path = '/home/ada/.actrc';

test('appends to what is there', () => {
  expect(diffs({ path, text: '--rm\n', option: 'image' })).toEqual([
    '+-P ubuntu-latest=catthehacker/ubuntu:act-latest',
  ]);
});

test.each([
  ['architecture', '+--container-architecture linux/amd64'],
  ['socket', '+--container-daemon-socket /var/run/docker.sock'],
] as const)('%s, in a file that is made', (option, line) => {
  const added = describePlan(propose(setActOption, { path, option }).proposal)[0]?.diff ?? '';
  expect(added).toContain(line);
  expect(propose(setActOption, { path, option }).proposal).toMatchObject({
    privilege: 'user',
    undoable: true,
  });
});
