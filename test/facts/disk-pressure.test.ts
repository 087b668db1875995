import { expect, test } from 'vitest';
import { bytePressure, inodePressure, usedPercent } from '#facts/disk-pressure';
import { disk } from '#test/support/fake-host';

const limits = { diskWarningPercent: 90, diskErrorPercent: 97 };

test.each([
  ['half full', disk(100e9, 50e9), undefined],
  ['over the warning, little left', disk(100e9, 8e9), 'warning'],
  ['over the error, next to nothing left', disk(100e9, 2e9), 'error'],
  ['over both, but 600 GB are left of 20 TB', disk(20e12, 600e9), undefined],
  ['over the error, 12 GB left of 500', disk(500e9, 12e9), 'warning'],
  ['a small empty disk', disk(64e6, 60e6), undefined],
  ['a small disk, more than half used', disk(150e6, 60e6), 'error'],
  ['nothing left at all', disk(100e9, 0), 'error'],
  ['a file system that tells no size', disk(0, 0), undefined],
])('bytes: %s', (_name, usage, expected) => {
  expect(bytePressure(usage, limits)).toBe(expected);
});

test.each([
  ['plenty', disk(1e9, 9e8), undefined],
  ['none left', disk(1e9, 9e8, 600, 0), 'error'],
  ['few left', disk(1e9, 9e8, 1_000_000, 20_000), 'error'],
  ['getting few', disk(1e9, 9e8, 1_000_000, 80_000), 'warning'],
  ['a small share of very many', disk(1e9, 9e8, 100_000_000, 2_000_000), undefined],
  ['allotted as needed (btrfs)', disk(1e9, 9e8, 0, 0), undefined],
])('inodes: %s', (_name, usage, expected) => {
  expect(inodePressure(usage, limits)).toBe(expected);
});

test.each([
  ['a warning of one’s own', { ...limits, diskWarningPercent: 50 }, 'warning'],
  ['an error of one’s own', { diskWarningPercent: 50, diskErrorPercent: 60 }, 'error'],
  ['the defaults', limits, undefined],
])('a limit that somebody set decides alone: %s', (_name, own, expected) => {
  expect(bytePressure(disk(1000e9, 350e9), own)).toBe(expected);
});

test('the reserve of root counts neither as used nor as left, as with df', () => {
  expect(usedPercent({ ...disk(100, 50), availableBytes: 25 })).toBe(67);
});
