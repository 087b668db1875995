import { expect, test } from 'vitest';
import { parseGetsubids, parseSubidSource, parseSubids } from '#parse/subid-file';
import { parseUidMap } from '#parse/uid-map';

test('ranges stand under a name or a number; what is no range is passed over', () => {
  const text = 'ada:100000:65536\n1001:165536:65536\n# bob:1:2\nbob:x:2\nbob:1\n:1:2\nbob:-5:10\nbob:1:2:3\n';
  expect(parseSubids(text)).toEqual([
    { owner: 'ada', start: 100_000, count: 65_536 },
    { owner: '1001', start: 165_536, count: 65_536 },
  ]);
});

test('getsubids numbers its lines', () => {
  expect(parseGetsubids('0: ada 100000 65536\nError fetching ranges\n')).toEqual([
    { owner: 'ada', start: 100_000, count: 65_536 },
  ]);
});

test.each([
  ['passwd: files\n', 'files'],
  ['subid: sss\n', 'sss'],
  ['subid:\tsss files # ids\n', 'sss'],
  ['#subid: sss\n', 'files'],
  ['subid:\n', 'files'],
])('%j asks %s', (text, source) => {
  expect(parseSubidSource(text)).toBe(source);
});

test('a map has three numbers in a line', () => {
  expect(parseUidMap('         0       1000          1\n         1     100000      65536\nx\n')).toEqual([
    { inside: 0, outside: 1000, count: 1 },
    { inside: 1, outside: 100_000, count: 65_536 },
  ]);
});
