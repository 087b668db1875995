import { describe, expect, test } from 'vitest';
import { parseDiskWork } from '#parse/diskstats';
import { parseWholeCopy } from '#parse/dockerfile';
import { parsePressure } from '#parse/pressure';

test('/proc/pressure/io', () => {
  const text =
    'some avg10=2.07 avg60=0.95 avg300=0.98 total=31505465\nfull avg10=0.19 avg60=0.05 avg300=0.05 total=15282130\n';
  expect(parsePressure(text)).toEqual({ someOfMinute: 0.95, fullOfMinute: 0.05 });
  expect(parsePressure('')).toBeUndefined();
  expect(parsePressure('some avg60=1.00')).toBeUndefined();
});

describe('/proc/diskstats', () => {
  const text = `   8       0 sda 1 2 3 4 5 6 7 8 0 0 0
   8       1 sda1 12035 310 911626 8120 40233 30120 2311216 91022 0 50200 99142
   8      17 sdb1 12035 310
`;
  test('the device of a mount', () => {
    expect(parseDiskWork(text, '8:1')).toEqual({
      name: 'sda1',
      reads: 12_035,
      readingMs: 8120,
      writes: 40_233,
      writingMs: 91_022,
    });
  });
  test.each(['8:17', '0:44'])('none of %s', (device) => {
    expect(parseDiskWork(text, device)).toBeUndefined();
  });
});

describe('a Dockerfile that takes the whole directory in', () => {
  test.each([
    ['FROM node\nCOPY . /app\nRUN npm ci\nRUN npm run build\n', 2, 2],
    ['FROM node\nCOPY --chown=node:node ./ .\nRUN npm ci\nFROM scratch\nRUN x\n', 2, 1],
    ['FROM node\nADD [".", "/app"]\nrun make\n', 2, 1],
  ])('%j', (text, line, runsAfter) => {
    expect(parseWholeCopy(text)).toEqual({ line, runsAfter });
  });
  test.each([
    'FROM node\nCOPY package.json .\nRUN npm ci\nCOPY . .\n',
    'FROM node\nCOPY --from=build . /app\nRUN x\n',
    'FROM node\nCOPY .npmrc .\nRUN npm ci\n',
    '',
  ])('not so: %j', (text) => {
    expect(parseWholeCopy(text)).toBeUndefined();
  });
});
