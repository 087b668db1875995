import { type Unavailable, unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { parseResolvConf } from '#parse/resolv-conf';
import { askNameServer, type NameServerAnswer } from './ask-name-server.ts';
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
  needs: { identity, probeOutput, nameServers },
  online: true,
  collect: async (
    host,
    { identity, probeOutput, nameServers },
  ): Promise<ContainerNameServers | Unavailable> => {
    const { complete, resolvConf: text } = probeOutput;
    if (!complete) return unavailable('absent', 'resolv.conf of a container', 'no container ran to its end');
    if (text === undefined) return { given: false, servers: [] };
    const addresses = parseResolvConf(text).nameservers.slice(0, MAX_SERVERS);
    const ask = (address: string): Promise<NameServerAnswer> | NameServerAnswer =>
      nameServers.servers.find((server) => server.address === address) ??
      askNameServer(host, address, identity.settings.dnsName);
    return { given: true, servers: await Promise.all(addresses.map(ask)) };
  },
});
