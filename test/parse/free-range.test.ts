import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freeRange } from '#parse/free-range';
import { formatIpv4Network, holds, ipv4Network, overlaps, parseIpv4Network } from '#parse/ipv4-network';

const range = (text: string) => {
  const parsed = parseIpv4Network(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};
const chosen = (taken: readonly string[], bits: number) => {
  const found = freeRange(taken.map(range), bits);
  return found && formatIpv4Network(found);
};
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(range);

test.each([
  [[], 16, '10.201.0.0/16'],
  [['10.201.7.0/24'], 16, '10.202.0.0/16'],
  [['10.201.0.0/24'], 24, '10.201.1.0/24'],
  [['10.201.0.0/25'], 24, '10.201.1.0/24'],
  [['10.0.0.0/8'], 16, '172.16.0.0/16'],
  [['10.0.0.0/8', '172.16.0.0/12'], 24, '192.168.0.0/24'],
  [['0.0.0.0/1', '128.0.0.0/1'], 24, undefined],
  [['10.0.0.0/8', '172.16.0.0/12', '192.168.1.0/24'], 16, undefined],
  [['10.0.0.0/8', '172.16.0.0/12', '192.168.1.0/24'], 20, '192.168.16.0/20'],
] as const)('beside %j, %i bits: %s', (taken, bits, wanted) => {
  expect(chosen(taken, bits)).toBe(wanted);
});

const network = fc
  .tuple(
    fc.oneof(
      fc.nat({ max: 2 ** 32 - 1 }),
      fc.integer({ min: range('10.0.0.0').base, max: range('10.255.255.255').base }),
    ),
    fc.integer({ min: 1, max: 32 }),
  )
  .map(([address, bits]) => ipv4Network(address, bits));

test('whatever is taken, what is chosen is private, of that size, and touches none of it', () => {
  fc.assert(
    fc.property(fc.array(network, { maxLength: 12 }), fc.constantFrom(16, 18, 20, 24), (taken, bits) => {
      const found = freeRange(taken, bits);
      if (found === undefined) return;
      expect(found.bits).toBe(bits);
      expect(PRIVATE.some((one) => holds(one, found))).toBe(true);
      expect(taken.some((one) => overlaps(one, found))).toBe(false);
    }),
  );
});

test('where a private range is free, one is found', () => {
  const free = fc.nat({ max: 255 }).map((byte) => ipv4Network(range('10.0.0.0').base + byte * 2 ** 16, 16));
  fc.assert(
    fc.property(fc.array(network, { maxLength: 12 }), free, (taken, hole) => {
      const beside = taken.filter((one) => !overlaps(one, hole));
      expect(freeRange(beside, 16)).toBeDefined();
    }),
  );
});
