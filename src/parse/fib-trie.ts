import { linesOf } from '#parse/text';

/**
 * The IPv4 addresses of this machine, from `/proc/net/fib_trie`, where each is followed by what it is.
 *
 *     Local:
 *       +-- 127.0.0.0/8 2 0 2
 *            |-- 127.0.0.1
 *               /32 host LOCAL
 */
export const localAddressesIn = (text: string): readonly string[] => {
  const lines = linesOf(text);
  const found = lines.flatMap((line, index) =>
    line.trim() === '/32 host LOCAL' ? (addressBefore(lines, index) ?? []) : [],
  );
  return [...new Set(found)];
};

/** A leaf may have several lines. */
const addressBefore = (lines: readonly string[], index: number): string | undefined => {
  for (let at = index - 1; at >= 0 && at > index - 8; at -= 1) {
    const [, address] = /\|-- (\d+\.\d+\.\d+\.\d+)$/.exec(lines[at] ?? '') ?? [];
    if (address !== undefined) return address;
  }
  return undefined;
};
