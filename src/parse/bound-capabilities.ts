/**
 * `CapBnd` in `/proc/self/status`: what root may at most do here, as bits in hexadecimal. A container without
 * `--privileged` lacks most of them, whoever runs in it.
 *
 *     CapBnd:	00000000a80425fb
 */
export interface BoundCapabilities {
  /** Mounts, and so any storage of containers (bit 21). */
  readonly sysAdmin: boolean;
  /** Bridges and firewall rules (bit 12). */
  readonly netAdmin: boolean;
}

export const parseBoundCapabilities = (text: string): BoundCapabilities | undefined => {
  const [, bits] = /^CapBnd:\s*([0-9a-f]{8,16})$/m.exec(text) ?? [];
  if (bits === undefined) return undefined;
  const all = BigInt(`0x${bits}`);
  const has = (bit: number): boolean => ((all >> BigInt(bit)) & 1n) === 1n;
  return { sysAdmin: has(21), netAdmin: has(12) };
};
