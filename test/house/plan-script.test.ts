import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { planScript } from '#engine/plan-script';
import { samples } from '../engine-core/fix-samples.ts';

const MADE = '2026-11-22T05:50:19.000Z';
const isThere = spawnSync('shellcheck', ['--version']).status === 0;

const scriptOf = ({ id, proposal }: (typeof samples)[number]): string =>
  planScript([{ id, proposal, resolves: [{ check: 'a/check', code: 'a-code' }] }], '0.1.0', MADE);

test.each(samples)('$id as a script is POSIX shell', (sample) => {
  const { status, stderr } = spawnSync('sh', ['-n'], { input: scriptOf(sample), encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

// scripts/install-engines.sh installs it; a machine without it checks the syntax alone.
test.runIf(isThere || process.env['DOCKMEDIC_REQUIRE_ENGINE'] === '1')(
  'ShellCheck has nothing to say of any plan',
  () => {
    for (const sample of samples) {
      const { stdout, status } = spawnSync('shellcheck', ['--shell=sh', '--color=never', '-'], {
        input: scriptOf(sample),
        encoding: 'utf8',
      });
      expect(`${sample.id}: ${stdout}`).toBe(`${sample.id}: `);
      expect(status).toBe(0);
    }
  },
);
