import { linesOf } from '#parse/text';

/**
 * The addresses that the kernel calls its own. `/proc/net/fib_trie`: a leaf, then what is known of it; `LOCAL` is an
 * address of this host, with a shorter prefix a range that it answers to as a whole (127.0.0.0/8).
 *
 *     |-- 127.0.0.0
 *        /8 host LOCAL
 *     |-- 192.0.2.2
 *        /32 host LOCAL
 */
export const parseOwnIpv4 = (text: string): readonly string[] => {
  const own = new Set<string>();
  let leaf = '';
  for (const line of linesOf(text)) {
    leaf = /^\s*\|-- (\d+(?:\.\d+){3})$/.exec(line)?.[1] ?? leaf;
    if (/^\s*\/32 host LOCAL$/.test(line)) own.add(leaf);
  }
  return [...own];
};

/**
 * `/proc/net/if_inet6`: the address in 32 hexadecimal digits, and five more columns.
 *
 *     fe8000000000000000fc00fffe000001 04 40 20 80     eth0
 */
export const parseOwnIpv6 = (text: string): readonly string[] =>
  linesOf(text).flatMap((line) => /^([\da-f]{32})\s/.exec(line)?.[1] ?? []);

/** `2001:db8::7` in 32 hexadecimal digits, as the kernel writes it. */
export const hexOfIpv6 = (address: string): string => {
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = (part: string): readonly string[] => (part === '' ? [] : part.split(':'));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array<string>(zeros).fill('0'), ...after]
    .map((group) => group.padStart(4, '0'))
    .join('');
};
