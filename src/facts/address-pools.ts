import { ifAvailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { EngineInfo } from '#parse/engine-api';
import {
  formatIpv4Network,
  type Ipv4Network,
  overlaps,
  parseIpv4Network,
  partsOf,
} from '#parse/ipv4-network';
import type { Ipv4Route } from '#parse/proc-net-route';
import { type BridgeNetworks, bridgeNetworks } from './bridge-networks.ts';
import { engineContainers } from './engine-containers.ts';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { hostRoutes } from './host-routes.ts';
import { resolvConf } from './resolv-conf.ts';

/** What is left of the address ranges that the Docker Engine gives to new networks. */
export interface AddressPools {
  readonly total: number;
  /** Used by networks of the engine. */
  readonly taken: number;
  /** Passed over, because a route or a name server of this host lies there. */
  readonly blocked: number;
  readonly free: number;
  /** The routes and name servers that block: `tun0 (0.0.0.0/1)`. */
  readonly blockers: readonly string[];
  /** Bridge networks that no container belongs to, not even a stopped one; those of the engine itself left out. */
  readonly unused: readonly string[];
  /** How many bridge networks people made. */
  readonly own: number;
}

const DEFAULT_POOLS = [
  ...['172.17.0.0/16', '172.18.0.0/16', '172.19.0.0/16'],
  ...['172.20.0.0/14', '172.24.0.0/14', '172.28.0.0/14'],
].map((Base) => ({ Base, Size: 16 }));

const LAST_POOL = { Base: '192.168.0.0/16', Size: 20 };

// More than any host has networks; the rest of a large range is as free as its beginning.
const MOST_PARTS = 4096;

/** `undefined`: not an engine of this kind. */
export const addressPools = defineFact({
  id: 'address-pools',
  summary: 'the address ranges that are left for new networks',
  needs: {
    engineInUse,
    engineInfo,
    bridgeNetworks,
    containers: optional(engineContainers),
    routes: optional(hostRoutes),
    resolvConf: optional(resolvConf),
  },
  collect: async (_host, needs): Promise<AddressPools | undefined> => {
    const { engineInUse, engineInfo, bridgeNetworks: networks } = needs;
    if (engineInUse.engine !== 'docker') return undefined;
    const reserved = networks.isHere
      ? [
          ...reservedByRoutes(ifAvailable(needs.routes) ?? [], networks, engineInfo),
          ...reservedByServers(ifAvailable(needs.resolvConf)?.nameservers ?? []),
        ]
      : [];
    const parts = poolsOf(engineInfo);
    const untaken = parts.filter((part) => !networks.subnets.some((subnet) => overlaps(subnet, part)));
    const isBlocked = (part: Ipv4Network): boolean => reserved.some(({ range }) => overlaps(range, part));
    const blocked = untaken.filter(isBlocked);
    const blockers = reserved.filter(({ range }) => blocked.some((part) => overlaps(range, part)));
    const own = networks.bridges.filter(({ name }) => !OF_THE_ENGINE.includes(name));
    const used = ifAvailable(needs.containers)?.flatMap(networksOf);
    return {
      total: parts.length,
      taken: parts.length - untaken.length,
      blocked: blocked.length,
      free: untaken.length - blocked.length,
      blockers: blockers.map(({ what }) => what),
      unused:
        used === undefined
          ? []
          : own.filter(({ id, name }) => !used.includes(id) && !used.includes(name)).map(({ name }) => name),
      own: own.length,
    };
  },
});

const OF_THE_ENGINE: readonly string[] = ['bridge', 'docker_gwbridge'];

/** One that was made and never started knows its networks by their names alone. */
const networksOf = ({
  NetworkSettings: { Networks },
}: {
  readonly NetworkSettings: {
    readonly Networks: readonly { readonly name: string; readonly NetworkID?: string | undefined }[];
  };
}): readonly string[] => Networks.flatMap(({ name, NetworkID }) => [name, NetworkID ?? name]);

const poolsOf = ({ DefaultAddressPools }: EngineInfo): readonly Ipv4Network[] => {
  const pools = DefaultAddressPools.length === 0 ? [...DEFAULT_POOLS, LAST_POOL] : DefaultAddressPools;
  return pools.flatMap(({ Base, Size }) => {
    const base = parseIpv4Network(Base);
    return base === undefined ? [] : partsOf(base, Size, MOST_PARTS);
  });
};

interface Reserved {
  readonly range: Ipv4Network;
  readonly what: string;
}

/** Until Docker 20.10.15 every route but the default one blocks; since then only what lies directly behind a device. */
const reservedByRoutes = (
  routes: readonly Ipv4Route[],
  { bridges }: BridgeNetworks,
  { ServerVersion = '' }: EngineInfo,
): readonly Reserved[] => {
  const [major = 99, minor = 0, patch = 0] = (/^[\d.]+/.exec(ServerVersion)?.[0] ?? '99')
    .split('.')
    .map(Number);
  const countsGateways = major < 20 || (major === 20 && minor === 10 && patch < 15);
  return routes
    .filter(({ device }) => bridges.every((bridge) => bridge.device !== device))
    .filter(({ network, gateway }) => network.bits > 0 && (countsGateways || gateway === undefined))
    .map(({ network, device }) => ({ range: network, what: `${device} (${formatIpv4Network(network)})` }));
};

const reservedByServers = (servers: readonly string[]): readonly Reserved[] =>
  servers.flatMap((address) => {
    const range = parseIpv4Network(address);
    return range === undefined ? [] : [{ range, what: `name server ${address}` }];
  });
