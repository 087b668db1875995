import { describe, expect, it, test } from 'vitest';
import { keptBody } from '#parse/engine-answer-kept';
import { parseNetworks } from '#parse/engine-api';
import {
  formatIpv4Network,
  holds,
  type Ipv4Network,
  overlaps,
  parseIpv4Network,
  partsOf,
} from '#parse/ipv4-network';
import { parseRoutes4 } from '#parse/proc-net-route';
import { sample, survivesHostileText } from './samples.ts';

const net = (text: string): Ipv4Network => {
  const network = parseIpv4Network(text);
  if (network === undefined) throw new Error(text);
  return network;
};

describe('ranges of addresses', () => {
  it.each(['0.0.0.0/0', '128.0.0.0/1', '172.17.0.0/16', '10.99.0.2', '255.255.255.255'])('%s', (text) =>
    expect(formatIpv4Network(net(text))).toBe(text),
  );
  it('take the range that an address lies in', () =>
    expect(formatIpv4Network(net('192.168.17.9/20'))).toBe('192.168.16.0/20'));
  it.each(['', 'fd00::/8', '1.2.3', '1.2.3.256', '1.2.3.4/33', '1.2.3.4/', 'x1.2.3.4'])('not %j', (text) =>
    expect(parseIpv4Network(text)).toBeUndefined(),
  );
  it.each([
    ['172.17.0.0/16', '172.17.5.0/24', true, true],
    ['172.17.5.0/24', '172.17.0.0/16', true, false],
    ['172.17.0.0/16', '172.18.0.0/16', false, false],
    ['0.0.0.0/1', '127.255.0.0/16', true, true],
    ['128.0.0.0/1', '10.0.0.1', false, false],
  ])('%s and %s', (one, other, overlap, hold) => {
    expect([overlaps(net(one), net(other)), holds(net(one), net(other))]).toEqual([overlap, hold]);
  });
  it('are divided', () => {
    expect(partsOf(net('172.28.0.0/14'), 16, 9).map(formatIpv4Network)).toEqual([
      '172.28.0.0/16',
      '172.29.0.0/16',
      '172.30.0.0/16',
      '172.31.0.0/16',
    ]);
    expect(partsOf(net('10.0.0.0/8'), 28, 9)).toHaveLength(9);
    expect(partsOf(net('10.0.0.0/24'), 16, 9)).toEqual([]);
  });
});

const HEAD = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';

test('the routes of a Debian 12 host, with those of a VPN and a refusal', () => {
  const text = `${HEAD}eth0\t00000000\t0100630A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n
tun0\t00000080\t0100080A\t0003\t0\t0\t0\t00000080\t0\t0\t0\n
docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n
*\t000010AC\t00000000\t0200\t0\t0\t0\t0000F0FF\t0\t0\t0\n`;
  const told = parseRoutes4(text).map(({ device, network, gateway, metric }) =>
    [formatIpv4Network(network), gateway && formatIpv4Network(gateway), device, metric].join(' '),
  );
  expect(told).toEqual([
    '0.0.0.0/0 10.99.0.1 eth0 100',
    '128.0.0.0/1 10.8.0.1 tun0 0',
    '172.17.0.0/16  docker0 0',
  ]);
  survivesHostileText(parseRoutes4);
});

test('the networks of Docker 20.10.24 (recorded), and again from a recording', () => {
  const body = sample('engine-api/docker-20.10.24-networks.json');
  const networks = parseNetworks(body);
  expect(networks).toMatchObject([
    {
      Name: 'bridge',
      Driver: 'bridge',
      Scope: 'local',
      IPAM: { Config: [{ Subnet: '172.17.0.0/16' }] },
      Options: { 'com.docker.network.bridge.name': 'docker0', 'com.docker.network.driver.mtu': '1500' },
    },
    { Name: 'none', Driver: 'null', IPAM: { Config: [] } },
    { Name: 'host', Driver: 'host' },
  ]);
  const kept = keptBody('/networks', 200, body);
  expect(kept).not.toContain('enable_icc');
  expect(parseNetworks(kept)).toEqual(networks);
  survivesHostileText(parseNetworks);
});
