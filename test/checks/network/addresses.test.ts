import { expect, test } from 'vitest';
import { networkAddresses } from '#checks/network/addresses';
import { unavailable } from '#core/answer';
import type { AddressOverlap } from '#facts/address-overlaps';
import type { AddressPools } from '#facts/address-pools';
import { noTarget, offersOf, targetOf } from '#test/support/daemon-json-target';

type Needs = Parameters<typeof networkAddresses.evaluate>[0];

const pools: AddressPools = { total: 31, taken: 1, blocked: 0, free: 30, blockers: [], unused: [], own: 0 };
const overlaps = { bridges: 1, isHere: true, overlaps: [], serversInside: [] };
const healthy: Needs = {
  engine: {
    id: 'unix:///var/run/docker.sock',
    address: { kind: 'unix', path: '/var/run/docker.sock' },
    engine: 'docker',
    apiVersion: '1.41',
    via: 'selected',
    label: 'Docker',
  },
  pools,
  overlaps,
  servers: { name: 'a.example', servers: [], system: [] },
  mtu: { device: 'eth0', mtu: 1500, larger: [] },
  unused: undefined,
  free: { pool: '10.201.0.0/16', bip: '10.201.0.1/24' },
  target: noTarget,
};
const judge = (changes: Partial<Needs>) => networkAddresses.evaluate({ ...healthy, ...changes });
const found = (changes: Partial<Needs>) =>
  judge(changes).findings.map(({ code, severity }) => [code, severity]);
const exhausted = (more: Partial<AddressPools>) => ({ pools: { ...pools, free: 0, own: 1, ...more } });

test('shows what it looked at and finds nothing when all is well', () => {
  expect(judge({})).toEqual({
    evidence: [
      { source: 'address pools of the engine', observed: '31: 1 taken, 0 blocked, 30 free' },
      {
        source: 'GET /networks beside /proc/net/route',
        observed: '1 bridge networks; no address is in two places',
      },
      {
        source: 'largest packet (MTU) of the default route',
        observed: 'eth0 1500 bytes; no network sends larger ones',
      },
    ],
    findings: [],
  });
});

test('net-pools-exhausted: networks took them, and one that nobody ever made one is told by the way', () => {
  expect(found(exhausted({ taken: 31 }))).toEqual([['net-pools-exhausted', undefined]]);
  expect(found(exhausted({ total: 1, taken: 1, own: 0 }))).toEqual([['net-pools-exhausted', 'info']]);
  const unused = Array.from({ length: 9 }, (_, index) => `p${index}`);
  const [finding] = judge(exhausted({ taken: 30, blocked: 1, unused })).findings;
  const { remedy } = networkAddresses.codes['net-pools-exhausted'];
  expect(remedy(finding?.params as never)).toMatch(/ and 3 more; .*docker network rm p0 p1 p2 p3 p4 p5\. /);
});

test('net-vpn-routes: the same text of the engine, and few networks', () => {
  expect(found(exhausted({ taken: 1, blocked: 30, blockers: ['tun0 (0.0.0.0/1)'] }))).toEqual([
    ['net-vpn-routes', undefined],
  ]);
});

const overlap: AddressOverlap = {
  network: 'office',
  subnet: '10.99.0.0/24',
  device: 'br-1',
  otherDevice: 'eth0',
  otherSubnet: '10.99.0.0/24',
  kind: 'same',
  takesGateway: false,
};

test.each<[string, Partial<AddressOverlap>, string | undefined]>([
  ['elsewhere too', {}, undefined],
  ['with the way out', { takesGateway: true }, 'error'],
  ['a part of a wider range', { kind: 'around', takesGateway: true }, 'info'],
])('net-subnet-collision: %s', (_name, more, severity) => {
  expect(found({ overlaps: { ...overlaps, overlaps: [{ ...overlap, ...more }] } })).toEqual([
    ['net-subnet-collision', severity],
  ]);
});

test('net-subnet-collision: a name server that lies in a network, as long as it is silent', () => {
  const inside = { network: 'office', subnet: '10.50.0.0/24', device: 'br-1', address: '10.50.0.53' };
  const answer = (kind: 'timed-out' | 'answered') => ({
    overlaps: { ...overlaps, serversInside: [inside] },
    servers: {
      name: 'a.example',
      servers: [
        {
          address: '10.50.0.53',
          outcome:
            kind === 'timed-out'
              ? { kind, afterMs: 3000 }
              : { kind, rcode: 'NOERROR', answers: 1, durationMs: 1 },
        },
      ],
      system: [],
    },
  });
  expect(found(answer('timed-out'))).toEqual([['net-subnet-collision', 'error']]);
  expect(found(answer('answered'))).toEqual([]);
  expect(networkAddresses.codes['net-subnet-collision'].leadsTo).toContain('dns-host-broken');
});

test('net-mtu is a remark: the host tells its containers of it', () => {
  const mtu = { device: 'wg0', mtu: 1420, larger: [{ network: 'bridge', mtu: 1500 }] };
  expect(found({ mtu })).toEqual([['net-mtu', undefined]]);
  expect(networkAddresses.codes['net-mtu'].severity).toBe('info');
});

test('what could not be seen is said, and Podman is not judged by these rules', () => {
  const lost = unavailable('denied', 'read /proc/net/route', 'EACCES');
  const { evidence, findings } = judge({ overlaps: lost, mtu: lost });
  expect(evidence.map(({ observed }) => observed)).toEqual([
    '31: 1 taken, 0 blocked, 30 free',
    'not seen: EACCES',
    'not seen: EACCES',
  ]);
  expect(findings).toEqual([]);
  expect(networkAddresses.applies?.({ ...healthy, engine: { ...healthy.engine, engine: 'podman' } })).toMatch(
    /Podman/,
  );
});

const fixesFor = (changes: Partial<Needs>) => judge(changes).findings.flatMap(offersOf);
const POOL = ['+ "base": "10.201.0.0/16",'];

test('pools: a range that was found free is offered, beside those that stand in the file', () => {
  const target = targetOf('{}\n');
  expect(fixesFor({ ...exhausted({ taken: 31 }), target })).toMatchObject([
    { fix: 'set-address-pools', lines: expect.arrayContaining(POOL) },
  ]);
  expect(fixesFor({ ...exhausted({ taken: 1, blocked: 30 }), target })).toMatchObject([
    { fix: 'set-address-pools' },
  ]);
  const own = targetOf('{ "default-address-pools": [{ "base": "10.1.0.0/24", "size": 24 }] }\n');
  const [{ lines = [] } = {}] = fixesFor({ ...exhausted({ taken: 1 }), target: own });
  expect(lines.join()).toMatch(/\+.*"10\.1\.0\.0\/24".*"10\.201\.0\.0\/16"/);
});

test('pools: nothing is offered where no range is free, the engine is another one, or the command line says it', () => {
  const { inUse: _other, ...elsewhere } = targetOf('{}\n');
  const flags = { flags: new Map([['default-address-pool', ['base=10.1.0.0/16,size=24']]]), rest: [] };
  for (const more of [
    { free: {}, target: targetOf('{}\n') },
    { target: elsewhere },
    { target: targetOf('{}\n', { reader: { flags } }) },
    { target: targetOf('{ "log-drivers": "local" }\n') },
  ])
    expect(fixesFor({ ...exhausted({ taken: 31 }), ...more })).toEqual([]);
});

test('collision: the default bridge can be moved, other networks have to be made anew', () => {
  const onBridge = { ...overlap, network: 'bridge' };
  const target = targetOf('{}\n');
  const offered = (one: AddressOverlap, at = target) =>
    fixesFor({ overlaps: { ...overlaps, overlaps: [one] }, target: at });
  expect(offered(onBridge)).toMatchObject([
    { fix: 'move-default-bridge', lines: expect.arrayContaining(['+ "bip": "10.201.0.1/24"']) },
  ]);
  expect(offered(overlap)).toEqual([]);
  expect(offered({ ...onBridge, kind: 'around' })).toEqual([]);
  expect(offered(onBridge, targetOf('{ "fixed-cidr": "172.17.0.0/24" }\n'))).toEqual([]);
});

test('packets: the setting reaches the default bridge alone', () => {
  const target = targetOf('{}\n');
  const mtu = (network: string) => ({ device: 'wg0', mtu: 1420, larger: [{ network, mtu: 1500 }] });
  expect(fixesFor({ mtu: mtu('bridge'), target })).toMatchObject([
    { fix: 'set-container-mtu', lines: expect.arrayContaining(['+ "mtu": 1420,']) },
  ]);
  expect(found({ mtu: mtu('office') })).toEqual([['net-mtu-networks', undefined]]);
  expect(fixesFor({ mtu: mtu('office'), target })).toEqual([]);
});
