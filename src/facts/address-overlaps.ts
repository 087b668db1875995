import { ifAvailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import { formatIpv4Network, holds, overlaps, parseIpv4Network } from '#parse/ipv4-network';
import type { Ipv4Route } from '#parse/proc-net-route';
import { type BridgeNetwork, bridgeNetworks } from './bridge-networks.ts';
import { engineContainers } from './engine-containers.ts';
import { hostRoutes } from './host-routes.ts';
import { resolvConf } from './resolv-conf.ts';

/** A bridge network whose addresses this host also has, or reaches, somewhere else. */
export interface AddressOverlap {
  readonly network: string;
  readonly subnet: string;
  readonly device: string;
  /** The other one: `eth0`, and what lies behind it. */
  readonly otherDevice: string;
  readonly otherSubnet: string;
  /** `same`: the other lies within the subnet or is it. `around`: the subnet is a part of a wider range. */
  readonly kind: 'same' | 'around';
  /** The gateway of this host's default route is one of the addresses. */
  readonly takesGateway: boolean;
}

/** A name server whose address belongs to a bridge network, and to no container on it. */
export interface ServerInside {
  readonly network: string;
  readonly subnet: string;
  readonly device: string;
  readonly address: string;
}

export interface AddressOverlaps {
  readonly bridges: number;
  /** False: the bridges are not where this host's routes are. */
  readonly isHere: boolean;
  readonly overlaps: readonly AddressOverlap[];
  readonly serversInside: readonly ServerInside[];
}

export const addressOverlaps = defineFact({
  id: 'address-overlaps',
  summary: 'container networks whose addresses exist elsewhere as well',
  needs: {
    bridgeNetworks,
    hostRoutes,
    containers: optional(engineContainers),
    resolvConf: optional(resolvConf),
  },
  collect: async (_host, needs): Promise<AddressOverlaps> => {
    const { bridges, isHere } = needs.bridgeNetworks;
    const base = { bridges: bridges.length, isHere };
    if (!isHere) return { ...base, overlaps: [], serversInside: [] };
    const others = needs.hostRoutes.filter(({ device }) => bridges.every((one) => one.device !== device));
    const gateway = others.find(({ network }) => network.bits === 0)?.gateway;
    const addresses = (ifAvailable(needs.containers) ?? []).flatMap(({ NetworkSettings: { Networks } }) =>
      Networks.map(({ IPAddress }) => IPAddress),
    );
    const servers = (ifAvailable(needs.resolvConf)?.nameservers ?? []).filter(
      (server) => !addresses.includes(server),
    );
    return {
      ...base,
      overlaps: bridges.flatMap((bridge) => overlapOf(bridge, others, gateway) ?? []),
      serversInside: bridges.flatMap((bridge) => serversIn(bridge, servers)),
    };
  },
});

// A route to a single machine, or to the two ends of a line, is made for just that. Of ranges as wide as VPNs and
// providers use them for "everything", no part is anybody's in particular.
const NARROWEST = 30;
const WIDEST = 8;

/** The first of them: what leads elsewhere too is one fault, however many routes do. */
const overlapOf = (
  { name, device, subnets }: BridgeNetwork,
  others: readonly Ipv4Route[],
  gateway: Ipv4Route['gateway'],
): AddressOverlap | undefined => {
  const found = subnets.flatMap((subnet) =>
    others
      .filter(({ network }) => network.bits >= WIDEST && network.bits <= NARROWEST)
      .filter(({ network }) => overlaps(network, subnet))
      .map((route) => ({ subnet, route, kind: holds(subnet, route.network) ? 'same' : 'around' }) as const),
  );
  const one = found.find(({ kind }) => kind === 'same') ?? found[0];
  return (
    one && {
      network: name,
      subnet: formatIpv4Network(one.subnet),
      device,
      otherDevice: one.route.device,
      otherSubnet: formatIpv4Network(one.route.network),
      kind: one.kind,
      takesGateway: gateway !== undefined && overlaps(one.subnet, gateway),
    }
  );
};

const serversIn = (
  { name, device, subnets }: BridgeNetwork,
  servers: readonly string[],
): readonly ServerInside[] =>
  subnets.flatMap((subnet) =>
    servers.flatMap((address) => {
      const server = parseIpv4Network(address);
      // The bridge itself has the first address; a resolver of this host may listen there.
      const isBridge = server?.base === subnet.base + 1;
      return server === undefined || isBridge || !overlaps(subnet, server)
        ? []
        : [{ network: name, subnet: formatIpv4Network(subnet), device, address }];
    }),
  );
