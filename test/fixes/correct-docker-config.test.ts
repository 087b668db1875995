import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { correctDockerConfig } from '#fixes/correct-docker-config';

const diffs = (args: Parameters<typeof correctDockerConfig.plan>[0]) =>
  describePlan(propose(correctDockerConfig, args).proposal).flatMap(({ diff = '' }) =>
    diff.split('\n').filter((line) => /^[-+](?![-+]{2} )/.test(line)),
  );

const path = '/home/ada/.docker/config.json';

test('takes out what JSON does not have, and shows it', () => {
  expect(diffs({ path, text: '{\n  "psFormat": "table",\n}\n', privilege: 'user' })).toEqual([
    '-  "psFormat": "table",',
    '+  "psFormat": "table"',
  ]);
});

test.each(['user', 'root'] as const)('is written as %s, whose file it is', (privilege) => {
  expect(propose(correctDockerConfig, { path, text: '{,}', privilege }).proposal).toMatchObject({
    privilege,
    undoable: true,
  });
});
