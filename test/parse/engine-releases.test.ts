import { expect, test } from 'vitest';
import { endedRelease } from '#parse/engine-releases';

const NOW = Date.parse('2026-11-28');

test.each([
  ['20.10.24+dfsg1', '20.10', '2023-12-10'],
  ['19.03.15', '19.03', '2021-01-08'],
  ['27.5.1', '27', '2025-05-03'],
  ['26.1.5+dfsg1', '26.1', '2025-02-17'],
])('%s gets no more fixes from those who made it', (version, release, endedOn) => {
  expect(endedRelease(version, NOW)).toEqual({ release, endedOn });
});

test.each(['25.0.14', '28.5.2', '29.3.0', '31.0.0', 'dev', ''])('of %s nothing is said', (version) => {
  expect(endedRelease(version, NOW)).toBeUndefined();
});

test('before its day a release is as good as any', () => {
  expect(endedRelease('27.5.1', Date.parse('2025-05-02'))).toBeUndefined();
});
