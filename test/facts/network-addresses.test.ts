import { describe, expect, it, test } from 'vitest';
import { addressOverlaps } from '#facts/address-overlaps';
import { addressPools } from '#facts/address-pools';
import { type BridgeNetworks, bridgeNetworks } from '#facts/bridge-networks';
import { uplinkMtu } from '#facts/uplink-mtu';
import { parseNetworks } from '#parse/engine-api';
import { type Ipv4Network, parseIpv4Network } from '#parse/ipv4-network';
import type { Ipv4Route } from '#parse/proc-net-route';
import { sample } from '#test/parse/samples';
import { byPath, collected, fakeHost } from '#test/support/fake-host';

const net = (text: string): Ipv4Network => {
  const network = parseIpv4Network(text);
  if (network === undefined) throw new Error(text);
  return network;
};
const route = (device: string, network: string, gateway?: string, metric = 0): Ipv4Route => ({
  device,
  network: net(network),
  ...(gateway === undefined ? {} : { gateway: net(gateway) }),
  metric,
});
const bridge = (name: string, subnet: string, mtu = 1500) => ({
  name,
  id: `id-${name}`,
  device: name === 'bridge' ? 'docker0' : `br-${name}`,
  subnets: [net(subnet)],
  internal: false,
  mtu,
});
const networksOf = (...bridges: readonly ReturnType<typeof bridge>[]): BridgeNetworks => ({
  bridges,
  subnets: bridges.flatMap(({ subnets }) => subnets),
  isHere: true,
});
const alone = networksOf(bridge('bridge', '172.17.0.0/16'));
const onLan = [
  route('eth0', '0.0.0.0/0', '10.99.0.1'),
  route('eth0', '10.99.0.0/24'),
  route('docker0', '172.17.0.0/16'),
];
const host = fakeHost({});
const engineInUse = { engine: 'docker', address: { kind: 'unix', path: '/run/docker.sock' } };

describe('which networks are bridges, and where', () => {
  const needs = {
    engineInUse,
    engineInfo: { Name: 'host', SecurityOptions: [] },
    engineNetworks: parseNetworks(sample('engine-api/docker-20.10.24-networks.json')),
  };
  const named = fakeHost({
    system: () => ({ os: 'linux', kernelRelease: '6', arch: 'x64', hostName: 'host' }),
  });
  it('reads them', async () => {
    expect(await collected(bridgeNetworks, named, needs)).toEqual({
      bridges: [
        {
          name: 'bridge',
          id: '6ec53c1c94c7e5499ab906f9ec92a26502f299c3a3bae126d7f4e75242d22628',
          device: 'docker0',
          subnets: [net('172.17.0.0/16')],
          internal: false,
          mtu: 1500,
        },
      ],
      subnets: [net('172.17.0.0/16')],
      isHere: true,
    });
  });
  it.each([
    ['a virtual machine', { engineInfo: { Name: 'docker-desktop', SecurityOptions: [] } }],
    ['a rootless engine', { engineInfo: { Name: 'host', SecurityOptions: ['name=rootless'] } }],
    ['TCP', { engineInUse: { engine: 'docker', address: { kind: 'tcp', hostName: 'a', port: 1 } } }],
  ])('%s has them elsewhere', async (_name, more) =>
    expect(await collected(bridgeNetworks, named, { ...needs, ...more })).toMatchObject({ isHere: false }),
  );
});

describe('what is left for new networks', () => {
  const pools = (more: object) =>
    collected(addressPools, host, {
      engineInUse,
      engineInfo: { ServerVersion: '20.10.24+dfsg1', DefaultAddressPools: [] },
      bridgeNetworks: alone,
      containers: [],
      routes: onLan,
      resolvConf: { nameservers: ['10.99.0.2'] },
      ...more,
    });
  const halves = [route('tun0', '0.0.0.0/1', '10.8.0.1'), route('tun0', '128.0.0.0/1', '10.8.0.1')];
  const direct = [route('wg0', '0.0.0.0/1'), route('wg0', '128.0.0.0/1')];
  const version = (ServerVersion: string) => ({ engineInfo: { ServerVersion, DefaultAddressPools: [] } });
  const newer = version('26.1.5');

  it('31 by default, one of them the default bridge', async () =>
    expect(await pools({})).toMatchObject({ total: 31, taken: 1, blocked: 0, free: 30, own: 0, unused: [] }));
  it.each([
    ['by a gateway', halves, '20.10.14', 0],
    ['by a gateway', halves, '20.10.24+dfsg1', 30],
    ['by a gateway', halves, '19.03.8', 0],
    ['by a gateway', halves, '', 30],
    ['directly', direct, '20.10.24+dfsg1', 0],
    ['directly', direct, '26.1.5', 0],
  ])('a VPN over everything, %s: %#', async (_how, vpn, engine, free) => {
    const left = await pools({ routes: [...onLan, ...vpn], ...version(engine) });
    expect(left).toMatchObject({ free, blocked: 30 - free });
  });
  it('a network that the host is part of blocks on every version, and so does a name server', async () => {
    const routes = [...onLan, route('eth1', '192.168.1.0/24')];
    const resolvConf = { nameservers: ['172.20.0.1', 'fd00::1'] };
    expect(await pools({ routes, resolvConf, ...newer })).toMatchObject({
      blocked: 2,
      blockers: ['eth1 (192.168.1.0/24)', 'name server 172.20.0.1'],
    });
  });
  it('another machine’s routes do not count', async () =>
    expect(
      await pools({ bridgeNetworks: { ...alone, isHere: false }, routes: [...onLan, ...halves] }),
    ).toMatchObject({ free: 30 }));
  it('networks that no container belongs to are named; stopped containers count', async () => {
    const bridgeNetworks = networksOf(
      bridge('bridge', '172.17.0.0/16'),
      bridge('used', '172.18.0.0/16'),
      bridge('left', '172.19.0.0/16'),
    );
    const containers = [{ NetworkSettings: { Networks: [{ NetworkID: 'id-used' }] } }];
    expect(await pools({ bridgeNetworks, containers })).toMatchObject({ taken: 3, own: 2, unused: ['left'] });
  });
  it('ranges of the configuration replace the default ones', async () => {
    const DefaultAddressPools = [
      { Base: '10.202.0.0/16', Size: 24 },
      { Base: 'fd00::/8', Size: 64 },
    ];
    expect(await pools({ engineInfo: { DefaultAddressPools } })).toMatchObject({ total: 256, free: 256 });
  });
  it('Podman has none of this kind', async () =>
    expect(await pools({ engineInUse: { ...engineInUse, engine: 'podman' } })).toBeUndefined());
});

describe('addresses in two places', () => {
  const look = (networks: BridgeNetworks, routes: readonly Ipv4Route[], more: object = {}) =>
    collected(addressOverlaps, host, {
      bridgeNetworks: networks,
      hostRoutes: routes,
      containers: [],
      resolvConf: { nameservers: [] },
      ...more,
    });
  const office = networksOf(bridge('bridge', '172.17.0.0/16'), bridge('office', '10.99.0.0/24'));

  it('the network of the host itself, with its way out', async () =>
    expect(await look(office, onLan)).toMatchObject({
      overlaps: [
        {
          ...{ network: 'office', subnet: '10.99.0.0/24', device: 'br-office', kind: 'same' },
          ...{ otherDevice: 'eth0', otherSubnet: '10.99.0.0/24', takesGateway: true },
        },
      ],
    }));
  it.each([
    ['a VPN within the bridge', route('wg0', '172.17.5.0/24'), 'same'],
    ['a VPN around it', route('tun0', '172.16.0.0/12', '10.8.0.1'), 'around'],
  ])('%s', async (_name, other, kind) =>
    expect(await look(alone, [...onLan, other])).toMatchObject({ overlaps: [{ kind, takesGateway: false }] }),
  );
  it.each([
    ['nothing', []],
    ['a route to one machine', [route('tun0', '172.17.0.9/32', '10.8.0.1')]],
    ['a VPN over everything', [route('tun0', '128.0.0.0/1', '10.8.0.1')]],
    ['its own device', [route('docker0', '172.17.0.0/24')]],
  ])('not %s', async (_name, more) =>
    expect(await look(alone, [...onLan, ...more])).toMatchObject({ overlaps: [] }),
  );
  it('a name server within, unless it is a container or the bridge', async () => {
    const resolvConf = { nameservers: ['172.17.0.9', '172.17.0.1', '172.17.0.2', '9.9.9.9'] };
    const containers = [{ NetworkSettings: { Networks: [{ IPAddress: '172.17.0.2' }] } }];
    expect(await look(alone, onLan, { resolvConf, containers })).toMatchObject({
      serversInside: [{ network: 'bridge', address: '172.17.0.9' }],
    });
  });
  it('an engine elsewhere is not held against these routes', async () =>
    expect(await look({ ...office, isHere: false }, onLan)).toEqual({
      ...{ bridges: 2, isHere: false, overlaps: [], serversInside: [] },
    }));
});

describe('the largest packet of the way out', () => {
  const withMtu = fakeHost({
    'read-file': byPath({ '/sys/class/net/eth0/mtu': '1500\n', '/sys/class/net/wg0/mtu': '1420\n' }),
  });
  const networks = networksOf(bridge('bridge', '172.17.0.0/16'), bridge('small', '172.18.0.0/16', 1300));
  test.each([
    ['as large as those of containers', onLan, { device: 'eth0', mtu: 1500, larger: [] }],
    [
      'a VPN’s halves win',
      [...onLan, route('wg0', '128.0.0.0/1')],
      { device: 'wg0', mtu: 1420, larger: [{ network: 'bridge', mtu: 1500 }] },
    ],
    [
      'the lower metric wins',
      [route('eth0', '0.0.0.0/0', '10.0.0.1', 600), route('wg0', '0.0.0.0/0', '10.8.0.1', 50)],
      { device: 'wg0', mtu: 1420, larger: [{ network: 'bridge', mtu: 1500 }] },
    ],
    ['no way out', [], undefined],
  ])('%s', async (_name, routes, expected) => {
    const needs = { bridgeNetworks: networks, hostRoutes: routes };
    expect(await collected(uplinkMtu, withMtu, needs)).toEqual(expected);
  });
});
