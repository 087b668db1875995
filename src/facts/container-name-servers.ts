import { ifAvailable, isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { EngineInfo } from '#parse/engine-api';
import { parseResolvConf } from '#parse/resolv-conf';
import { askNameServer, type NameServerAnswer } from './ask-name-server.ts';
import { containerNetwork } from './container-network.ts';
import { engineInfo } from './engine-info.ts';
import { identity } from './identity.ts';
import { nameServers } from './name-servers.ts';
import { probeOutput } from './probe-output.ts';

/** Which name servers a container is given, and what they answer. */
export interface ContainerNameServers {
  /** False when the engine put no `/etc/resolv.conf` into the container. */
  readonly given: boolean;
  readonly servers: readonly ContainerNameServer[];
}

export type ContainerNameServer = NameServerAnswer & {
  /** The container itself asked; otherwise this host did. */
  readonly inside?: true;
};

const MAX_SERVERS = 3;

export const containerNameServers = defineFact({
  id: 'container-name-servers',
  summary: 'the name servers that a container is given',
  needs: {
    identity,
    probeOutput,
    nameServers,
    containerNetwork: optional(containerNetwork),
    engineInfo: optional(engineInfo),
  },
  online: true,
  collect: async (
    host,
    { identity, probeOutput, nameServers, containerNetwork, engineInfo },
  ): Promise<ContainerNameServers | Unavailable> => {
    const { complete, resolvConf: text } = probeOutput;
    if (!complete) return unavailable('absent', 'resolv.conf of a container', 'no container ran to its end');
    if (text === undefined) return { given: false, servers: [] };
    const network = ifAvailable(containerNetwork);
    if (network !== undefined && network.gateway === undefined) {
      // By its settings, or by a fault that another row tells of.
      return unavailable('not-here', 'resolv.conf of a container', 'a container has no network to ask by');
    }
    const addresses = parseResolvConf(text).nameservers.slice(0, MAX_SERVERS);
    const inside = network?.asked ?? [];
    const known = (address: string): ContainerNameServer | undefined => {
      const asked = inside.find((server) => server.address === address);
      if (asked !== undefined) return { ...asked, inside: true };
      return nameServers.servers.find((server) => server.address === address);
    };
    if (isRootless(engineInfo) && addresses.some((address) => known(address) === undefined)) {
      const detail = `it names ${addresses.join(', ')}, in the rootless engine's own network, which only a container can ask`;
      return unavailable('unreachable', 'resolv.conf of a container', detail);
    }
    const ask = (address: string): Promise<ContainerNameServer> | ContainerNameServer =>
      known(address) ?? askNameServer(host, address, identity.settings.dnsName);
    return { given: true, servers: await Promise.all(addresses.map(ask)) };
  },
});

/** A rootless engine gives its containers a resolver of its user-mode network (10.0.2.3 of slirp4netns). */
const isRootless = (info: EngineInfo | Unavailable): boolean =>
  !isUnavailable(info) && info.SecurityOptions.some((option) => option.includes('rootless'));
