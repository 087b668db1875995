import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { type ProposalRequest, propose } from '#core/fix';
import { type AddressOverlap, type AddressOverlaps, addressOverlaps } from '#facts/address-overlaps';
import { type AddressPools, addressPools } from '#facts/address-pools';
import { daemonJsonTarget } from '#facts/daemon-json-target';
import { type EngineInUse, engineInUse } from '#facts/engine-in-use';
import { freeAddresses } from '#facts/free-addresses';
import { type NameServers, nameServers } from '#facts/name-servers';
import { type UnusedNetworks, unusedNetworks } from '#facts/unused-networks';
import { type UplinkMtu, uplinkMtu } from '#facts/uplink-mtu';
import { removeUnusedNetworks } from '#fixes/remove-unused-networks';
import { addressesCodes, type Collision } from './addresses.codes.ts';
import { addressFixes } from './addresses.fixes.ts';

type Finding = FindingOf<typeof addressesCodes>;

export const networkAddresses = defineCheck({
  id: 'network/addresses',
  title: 'Container networks have addresses of their own',
  about:
    'The engine has a few ranges of addresses for networks. Forgotten projects use them up, a VPN covers them, and a range that also exists elsewhere cuts the host off from there. This check holds networks, pools and routes side by side.',
  symptoms: [
    'could not find an available, non-overlapping IPv4 address pool',
    'the office, the VPN or another host is cut off since Docker runs',
    'downloads stall inside containers (MTU)',
  ],
  informing: true,
  needs: {
    engine: engineInUse,
    pools: addressPools,
    overlaps: optional(addressOverlaps),
    servers: optional(nameServers),
    mtu: optional(uplinkMtu),
    unused: optional(unusedNetworks),
    free: optional(freeAddresses),
    target: optional(daemonJsonTarget),
  },
  codes: addressesCodes,
  applies: ({ engine }) => (engine.engine === 'docker' ? true : 'Podman chooses addresses by other rules'),
  evaluate: ({ engine, pools, overlaps, servers, mtu, unused, free, target }) => ({
    evidence: [poolEvidence(pools), overlapEvidence(overlaps), mtuEvidence(mtu)],
    findings: [
      ...judgePools(pools, engine, ifAvailable(unused)),
      ...(isUnavailable(overlaps) ? [] : judgeOverlaps(overlaps, servers)),
      ...(isUnavailable(mtu) ? [] : judgeMtu(mtu)),
    ].map((finding) => ({
      ...finding,
      ...withFixes(addressFixes(finding, { free, target, mtu: ifAvailable(mtu) })),
      engine: engine.id,
    })),
  }),
});

const withFixes = (fixes: readonly ProposalRequest[]) => (fixes.length === 0 ? {} : { fixes });

/** The engine says the same of both. Whoever never made a network has not missed what is not left. */
const judgePools = (
  pools: AddressPools | undefined,
  { id }: EngineInUse,
  removable: UnusedNetworks | undefined,
): readonly Finding[] => {
  if (pools === undefined || pools.total === 0 || pools.free > 0) return [];
  const { total, taken, blocked, blockers, unused, own } = pools;
  if (blocked > taken)
    return [{ code: 'net-vpn-routes', subject: id, params: { total, blocked, blockers: shown(blockers) } }];
  const severity = own === 0 ? ({ severity: 'info' } as const) : {};
  const params = { total, taken, blocked, blockers: shown(blockers), ...split(unused) };
  const fixes =
    removable === undefined || removable.networks.length === 0
      ? []
      : [propose(removeUnusedNetworks, { target: removable.target, objects: removable.networks })];
  return [{ code: 'net-pools-exhausted', subject: id, params, fixes, ...severity }];
};

const MOST_SHOWN = 6;
const shown = (names: readonly string[]): readonly string[] =>
  names.length <= MOST_SHOWN ? names : [...names.slice(0, MOST_SHOWN), `${names.length - MOST_SHOWN} more`];

const split = (unused: readonly string[]) => ({
  unused: unused.slice(0, MOST_SHOWN),
  more: Math.max(0, unused.length - MOST_SHOWN),
});

const judgeOverlaps = (
  { overlaps, serversInside }: AddressOverlaps,
  servers: NameServers | Unavailable,
): readonly Finding[] => {
  const found = overlaps.map(judgeOverlap);
  const silent = isUnavailable(servers)
    ? []
    : servers.servers.filter(({ outcome }) => outcome.kind !== 'answered').map(({ address }) => address);
  const hidden = serversInside.filter(
    ({ address, network }) =>
      silent.includes(address) && overlaps.every((one) => one.network !== network || one.kind === 'around'),
  );
  return [
    ...found,
    ...hidden.map(({ network, subnet, device, address }): Finding => {
      const params = { network, subnet, device, other: `the name server ${address}`, how: 'same' } as const;
      return { code: 'net-subnet-collision', subject: network, params, severity: 'error' };
    }),
  ];
};

const judgeOverlap = (overlap: AddressOverlap): Finding => {
  const { network, subnet, device, otherDevice, otherSubnet, kind, takesGateway } = overlap;
  const other = `${otherDevice} (${otherSubnet})`;
  const how = kind === 'around' ? 'a-part' : takesGateway ? 'way-out' : 'same';
  const params = { network, subnet, device, other, how } as const;
  return { code: 'net-subnet-collision', subject: network, params, ...SEVERITY[how] };
};

const SEVERITY: Readonly<Record<Collision, Pick<Finding, 'severity'>>> = {
  'way-out': { severity: 'error' },
  same: {},
  'a-part': { severity: 'info' },
};

/** The engine's own setting reaches the default bridge; other networks have to be made anew. */
const judgeMtu = (mtu: UplinkMtu | undefined): readonly Finding[] => {
  if (mtu === undefined || mtu.larger.length === 0) return [];
  const names = mtu.larger.map(({ network }) => network);
  const params = { device: mtu.device, mtu: mtu.mtu, networks: shown(names) };
  const code = names.includes('bridge') ? 'net-mtu' : 'net-mtu-networks';
  return [{ code, subject: mtu.device, params }];
};

const poolEvidence = (pools: AddressPools | undefined): Evidence => {
  const source = 'address pools of the engine';
  if (pools === undefined) return { source, observed: 'none of this kind' };
  const { total, taken, blocked, free, blockers } = pools;
  const why = blockers.length === 0 ? '' : ` (${shown(blockers).join(', ')})`;
  return { source, observed: `${total}: ${taken} taken, ${blocked} blocked${why}, ${free} free` };
};

const overlapEvidence = (overlaps: AddressOverlaps | Unavailable): Evidence => {
  const source = 'GET /networks beside /proc/net/route';
  if (isUnavailable(overlaps)) return { source, observed: `not seen: ${overlaps.detail}` };
  if (!overlaps.isHere) return { source, observed: "the engine's networks are not among this host's own" };
  const found = overlaps.overlaps.map(
    ({ network, subnet, otherDevice, otherSubnet }) =>
      `${network} ${subnet} and ${otherDevice} ${otherSubnet}`,
  );
  const inside = overlaps.serversInside.map(
    ({ network, address }) => `name server ${address} within ${network}`,
  );
  const seen = [...found, ...inside].join('; ') || 'no address is in two places';
  return { source, observed: `${overlaps.bridges} bridge networks; ${seen}` };
};

const mtuEvidence = (mtu: UplinkMtu | undefined | Unavailable): Evidence => {
  const source = 'largest packet (MTU) of the default route';
  if (isUnavailable(mtu)) return { source, observed: `not seen: ${mtu.detail}` };
  if (mtu === undefined) return { source, observed: 'there is none to hold against' };
  const larger = mtu.larger.map(({ network, mtu: bytes }) => `${network} ${bytes}`);
  return {
    source,
    observed: `${mtu.device} ${mtu.mtu} bytes; ${larger.length === 0 ? 'no network sends larger ones' : `larger: ${larger.join(', ')}`}`,
  };
};
