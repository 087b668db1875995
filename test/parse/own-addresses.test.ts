import { expect, test } from 'vitest';
import { hexOfIpv6, parseOwnIpv4, parseOwnIpv6 } from '#parse/own-addresses';

test('/proc/net/fib_trie: what the kernel calls LOCAL with a whole prefix', () => {
  const text = `Main:
     +-- 192.0.2.0/24 2 0 2
           |-- 192.0.2.0
              /24 link UNICAST
           |-- 192.0.2.2
              /32 host LOCAL
        |-- 192.0.2.255
           /32 link BROADCAST
Local:
           |-- 127.0.0.0
              /8 host LOCAL
           |-- 192.0.2.2
              /32 host LOCAL
`;
  expect(parseOwnIpv4(text)).toEqual(['192.0.2.2']);
  expect(parseOwnIpv4('nonsense')).toEqual([]);
});

test('/proc/net/if_inet6', () => {
  const text = 'fd000000000000000000000000000002 04 40 00 82     eth0\n';
  expect(parseOwnIpv6(text)).toEqual([hexOfIpv6('fd00::2')]);
  expect(parseOwnIpv6('nonsense\n')).toEqual([]);
});

test('IPv6 addresses as the kernel writes them', () => {
  expect(hexOfIpv6('::1')).toBe(`${'0'.repeat(31)}1`);
  expect(hexOfIpv6('2001:db8::7')).toBe('20010db8000000000000000000000007');
  expect(hexOfIpv6('1:2:3:4:5:6:7:8')).toBe('00010002000300040005000600070008');
});
