import { ifAvailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import { freeRange } from '#parse/free-range';
import { formatIpv4Network, type Ipv4Network, parseIpv4Network } from '#parse/ipv4-network';
import { bridgeNetworks } from './bridge-networks.ts';
import { hostRoutes } from './host-routes.ts';
import { resolvConf } from './resolv-conf.ts';

/** Private addresses that nothing on this host touches: no route, no network of the engine, no name server. */
export interface FreeAddresses {
  /** A range for many networks, each of 254 addresses: `10.201.0.0/16`. Absent where a VPN has routes to everything. */
  readonly pool?: string;
  /** A bridge's own address with its range: `10.201.0.1/24`. */
  readonly bip?: string;
}

export const freeAddresses = defineFact({
  id: 'free-addresses',
  summary: 'private addresses that no route, network or name server of this host touches',
  needs: {
    hostRoutes,
    networks: optional(bridgeNetworks),
    resolvConf: optional(resolvConf),
  },
  collect: async (_host, needs): Promise<FreeAddresses> => {
    const routes = needs.hostRoutes.filter(({ network }) => network.bits > 0).map(({ network }) => network);
    const resolv = ifAvailable(needs.resolvConf);
    const servers = [...(resolv?.nameservers ?? []), ...(resolv?.upstreams ?? [])];
    const taken = [
      ...routes,
      ...(ifAvailable(needs.networks)?.subnets ?? []),
      ...servers.flatMap((address) => parseIpv4Network(address) ?? []),
    ];
    const pool = POOL_BITS.map((bits) => freeRange(taken, bits)).find((range) => range !== undefined);
    const bridge = freeRange(taken, 24);
    return {
      ...(pool === undefined ? {} : { pool: formatIpv4Network(pool) }),
      ...(bridge === undefined ? {} : { bip: bridgeAddress(bridge) }),
    };
  },
});

/** 256 networks, or where no such range is free 64 or 16. */
const POOL_BITS = [16, 18, 20];

const bridgeAddress = ({ base, bits }: Ipv4Network): string =>
  `${formatIpv4Network({ base: base + 1, bits: 32 })}/${bits}`;
