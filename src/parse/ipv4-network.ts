/** A range of IPv4 addresses: `172.17.0.0/16` is the base 0xac110000 with 16 bits. */
export interface Ipv4Network {
  readonly base: number;
  readonly bits: number;
}

const NETWORK = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/;

/** An address alone is a range of one. `undefined` for everything else, IPv6 too. */
export const parseIpv4Network = (text: string): Ipv4Network | undefined => {
  const [, ...groups] = NETWORK.exec(text.trim()) ?? [];
  const bits = Number(groups[4] ?? 32);
  const bytes = groups.slice(0, 4).map(Number);
  if (bytes.length < 4 || bytes.some((byte) => byte > 255) || bits > 32) return undefined;
  return ipv4Network(
    bytes.reduce((sum, byte) => sum * 256 + byte, 0),
    bits,
  );
};

/** The range that an address lies in. */
export const ipv4Network = (address: number, bits: number): Ipv4Network => ({
  base: address - (address % sizeOf(bits)),
  bits,
});

const sizeOf = (bits: number): number => 2 ** (32 - bits);

/** Ranges overlap only when one holds the other. */
export const overlaps = (one: Ipv4Network, other: Ipv4Network): boolean => {
  const size = sizeOf(Math.min(one.bits, other.bits));
  return Math.floor(one.base / size) === Math.floor(other.base / size);
};

export const holds = (outer: Ipv4Network, inner: Ipv4Network): boolean =>
  outer.bits <= inner.bits && overlaps(outer, inner);

/** The parts of that many bits into which a range is divided; at most `most` of them. */
export const partsOf = (network: Ipv4Network, bits: number, most: number): readonly Ipv4Network[] => {
  if (bits < network.bits || bits > 32) return [];
  const count = Math.min(2 ** (bits - network.bits), most);
  return Array.from({ length: count }, (_, index) => ({ base: network.base + index * sizeOf(bits), bits }));
};

export const formatIpv4Network = ({ base, bits }: Ipv4Network): string => {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256);
  return bits === 32 ? bytes.join('.') : `${bytes.join('.')}/${bits}`;
};
