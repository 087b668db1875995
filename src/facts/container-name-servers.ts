import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { EngineInfo } from '#parse/engine-api';
import { parseResolvConf } from '#parse/resolv-conf';
import { askNameServer, type NameServerAnswer } from './ask-name-server.ts';
import { engineInfo } from './engine-info.ts';
import { identity } from './identity.ts';
import { nameServers } from './name-servers.ts';
import { probeOutput } from './probe-output.ts';

/** Which name servers a container is given, and what they answer to this host. */
export interface ContainerNameServers {
  /** False when the engine put no `/etc/resolv.conf` into the container. */
  readonly given: boolean;
  readonly servers: readonly NameServerAnswer[];
}

const MAX_SERVERS = 3;

export const containerNameServers = defineFact({
  id: 'container-name-servers',
  summary: 'the name servers that a container is given',
  needs: { identity, probeOutput, nameServers, engineInfo: optional(engineInfo) },
  online: true,
  collect: async (
    host,
    { identity, probeOutput, nameServers, engineInfo },
  ): Promise<ContainerNameServers | Unavailable> => {
    const { complete, resolvConf: text } = probeOutput;
    if (!complete) return unavailable('absent', 'resolv.conf of a container', 'no container ran to its end');
    if (text === undefined) return { given: false, servers: [] };
    const addresses = parseResolvConf(text).nameservers.slice(0, MAX_SERVERS);
    const known = (address: string): NameServerAnswer | undefined =>
      nameServers.servers.find((server) => server.address === address);
    if (isRootless(engineInfo) && addresses.some((address) => known(address) === undefined)) {
      const detail = `it names ${addresses.join(', ')}, in the rootless engine's own network, which only a container can ask`;
      return unavailable('unreachable', 'resolv.conf of a container', detail);
    }
    const ask = (address: string): Promise<NameServerAnswer> | NameServerAnswer =>
      known(address) ?? askNameServer(host, address, identity.settings.dnsName);
    return { given: true, servers: await Promise.all(addresses.map(ask)) };
  },
});

/** A rootless engine gives its containers a resolver of its user-mode network (10.0.2.3 of slirp4netns). */
const isRootless = (info: EngineInfo | Unavailable): boolean =>
  !isUnavailable(info) && info.SecurityOptions.some((option) => option.includes('rootless'));
