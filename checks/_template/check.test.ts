import { expect, test } from 'vitest';
import { categoryName } from '#checks/_template/check';
import type { Platform } from '#facts/platform';

const platform: Platform = { os: 'linux', kernelRelease: '6.1.0', arch: 'x64' };

test('shows what it looked at and finds nothing when all is well', () => {
  expect(categoryName.evaluate({ platform })).toEqual({
    evidence: [{ source: 'uname -r', observed: '6.1.0' }],
    findings: [],
  });
});

test('category-code: says when this fault is there', () => {
  const { findings } = categoryName.evaluate({ platform: { ...platform, kernelRelease: '2.6.32' } });

  expect(findings).toEqual([{ code: 'category-code', subject: 'kernel', params: { release: '2.6.32' } }]);
});
