import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { splitActOptions } from '#fixes/split-act-options';

const diffs = (args: Parameters<typeof splitActOptions.plan>[0]) =>
  describePlan(propose(splitActOptions, args).proposal).flatMap(({ diff = '' }) =>
    diff.split('\n').filter((line) => /^[-+](?![-+]{2} )/.test(line)),
  );

test('one option to a line', () => {
  const line = '-P "ubuntu-latest=node:20" --rm';
  const file = { path: '/home/ada/.actrc', text: `${line}\n`, privilege: 'user' } as const;
  expect(diffs({ file, change: [{ line, becomes: '-P ubuntu-latest=node:20\n--rm' }] })).toEqual([
    `-${line}`,
    '+-P ubuntu-latest=node:20',
    '+--rm',
  ]);
});
