import { expect, test } from 'vitest';
import { parseOwnIpv4 } from '#parse/own-addresses';
import { parseProbeNetwork } from '#parse/probe-network';
import { parseProbeOutput } from '#parse/probe-output';
import { sample, survivesHostileText } from './samples.ts';

const open = parseProbeOutput(sample('probe/docker-20.10-open.txt'));
const flushed = parseProbeOutput(sample('probe/docker-20.10-flushed.txt'));

test('a container of Docker 20.10 (recorded): routes, answers, ear and neighbours', () => {
  expect(open).toMatchObject({ greeted: true, complete: true, resolvConf: 'nameserver 10.99.0.1\n' });
  expect(open.network).toEqual({
    routes: [
      {
        device: 'eth0',
        network: { base: 0, bits: 0 },
        gateway: { base: 0xac110001, bits: 32 },
        metric: 0,
      },
      { device: 'eth0', network: { base: 0xac110000, bits: 16 }, metric: 0 },
    ],
    asked: [
      {
        address: '10.99.0.1',
        outcome: { kind: 'reply', bytes: Uint8Array.from(Buffer.from('646d81800001000100000000', 'hex')) },
      },
    ],
    listened: true,
    neighbours: [{ address: '172.17.0.1', device: 'eth0', met: true }],
  });
});

test('the same after iptables -F (recorded): it asked, and nobody answered', () => {
  expect(flushed.network?.asked).toEqual([{ address: '10.99.0.1', outcome: { kind: 'silent' } }]);
});

const record = (address: string, result: string): string => `acaaaadf${address}${result}${'a'.repeat(24)}\n`;

test.each([
  ['a refusal by its name', 'jbpppppp', 'ECONNREFUSED'],
  ['no route', 'jlpppppp', 'ENETUNREACH'],
  ['another by its number', 'jnpppppp', 'errno 99'],
])('%s', (_name, result, errno) => {
  const { asked } = parseProbeNetwork('', record('mkaaaccb', result), '');

  expect(asked[0]?.outcome).toMatchObject({ kind: 'refused' });
  if (errno !== 'errno 99')
    expect(asked).toEqual([{ address: '202.0.2.33', outcome: { kind: 'refused', errno } }]);
});

test('an incomplete neighbour was not met; other lines are none', () => {
  const arp =
    'IP address       HW type     Flags       HW address            Mask     Device\n172.17.0.1       0x1         0x0         00:00:00:00:00:00     *        eth0\n';

  expect(parseProbeNetwork('', '', arp).neighbours).toEqual([
    { address: '172.17.0.1', device: 'eth0', met: false },
  ]);
});

test('without an ear it did not listen; a resolv.conf without a last line end is taken as it is', () => {
  expect(parseProbeNetwork('', '', '').listened).toBe(false);
  const text =
    'dockmedic-probe 1\nnameserver 192.0.2.1dockmedic-probe routes\ndockmedic-probe asked\ndockmedic-probe neighbours\ndockmedic-probe end\n';
  expect(parseProbeOutput(text)).toMatchObject({
    resolvConf: 'nameserver 192.0.2.1',
    network: { routes: [], asked: [] },
  });
});

test('the addresses of this machine, each once', () => {
  const trie = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 10.99.0.0
        /24 link UNICAST
     |-- 10.99.0.2
        /32 link UNICAST
        /32 host LOCAL
Local:
     |-- 10.99.0.2
        /32 host LOCAL
     |-- 127.0.0.1
        /32 host LOCAL
`;

  expect(parseOwnIpv4(trie)).toEqual(['10.99.0.2', '127.0.0.1']);
});

test('hostile text', () => {
  survivesHostileText((text) => [parseProbeNetwork(text, text, text), parseOwnIpv4(text)]);
});
