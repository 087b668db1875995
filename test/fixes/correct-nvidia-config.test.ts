import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { correctNvidiaConfig } from '#fixes/correct-nvidia-config';

const diffs = (args: Parameters<typeof correctNvidiaConfig.plan>[0]) =>
  describePlan(propose(correctNvidiaConfig, args).proposal).flatMap(({ diff = '' }) =>
    diff.split('\n').filter((line) => /^[-+](?![-+]{2} )/.test(line)),
  );

test('changes that one line', () => {
  const line = 'ldconfig = "@/sbin/ldconfig.real"';
  const file = {
    path: '/etc/nvidia-container-runtime/config.toml',
    text: `[nvidia-container-cli]\n${line}\n`,
    privilege: 'root',
  } as const;
  const change = { line, becomes: 'ldconfig = "@/sbin/ldconfig"' };
  expect(diffs({ file, change, why: 'it does not exist' })).toEqual([`-${line}`, `+${change.becomes}`]);
});
