import { expect, test } from 'vitest';
import { hasDefaultRoute4, hasDefaultRoute6 } from '#parse/proc-net-route';

const HEAD = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';
const bridge = 'docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n';

// Lines of a Debian 12 machine; those of the VPN are made from OpenVPN's `redirect-gateway def1`.
test.each([
  ['a default route', 'eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n', true],
  ['the lower half, by a VPN', 'tun0\t00000000\t0100080A\t0003\t0\t0\t0\t00000080\t0\t0\t0\n', true],
  ['the upper half, by a VPN', 'tun0\t00000080\t0100080A\t0003\t0\t0\t0\t00000080\t0\t0\t0\n', true],
  ['one that refuses', '*\t00000000\t00000000\t0200\t0\t0\t0\t00000000\t0\t0\t0\n', false],
  ['none', '', false],
])('IPv4: %s', (_name, lines, expected) => {
  expect(hasDefaultRoute4(HEAD + bridge + lines)).toBe(expected);
});

const zeros = '0'.repeat(32);
const local = `fd000000000000000000000000000000 40 ${zeros} 00 ${zeros} 00000100 00000001 00000000 00000001     eth0\n`;
const lo = `${zeros} 00 ${zeros} 00 ${zeros} ffffffff 00000001 00000000 00200200       lo\n`;

test.each([
  [
    'a default route',
    `${zeros} 00 ${zeros} 00 fd000000000000000000000000000001 00000400 00000002 00000000 00000003     eth0\n`,
    true,
  ],
  ['the kernel’s own refusal on lo', '', false],
])('IPv6: %s', (_name, lines, expected) => {
  expect(hasDefaultRoute6(local + lines + lo)).toBe(expected);
});

test('text of another kind has no route', () => {
  expect(hasDefaultRoute4('')).toBe(false);
  expect(hasDefaultRoute6('\0\n x')).toBe(false);
});
