import { type Ipv4Network, overlaps, parseIpv4Network, partsOf } from '#parse/ipv4-network';

/** Private addresses (RFC 1918), those first that routers, VPNs and clouds choose least often. */
const CANDIDATES: readonly Ipv4Network[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']
  .flatMap((range) => parseIpv4Network(range) ?? [])
  .flatMap((range) => partsOf(range, 16, 256));
const FIRST = 201;

/** The first private range of that many bits that touches none of those; `undefined` where there is none. */
export const freeRange = (taken: readonly Ipv4Network[], bits: number): Ipv4Network | undefined => {
  for (const block of [...CANDIDATES.slice(FIRST), ...CANDIDATES.slice(0, FIRST)]) {
    const near = taken.filter((one) => overlaps(one, block));
    const free = partsOf(block, bits, 2 ** (bits - block.bits)).find(
      (part) => !near.some((one) => overlaps(one, part)),
    );
    if (free !== undefined) return free;
  }
  return undefined;
};
