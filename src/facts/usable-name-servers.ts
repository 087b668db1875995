import { ifAvailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import { askNameServer, type NameServerAnswer } from './ask-name-server.ts';
import { containerNameServers } from './container-name-servers.ts';
import { identity } from './identity.ts';
import { nameServers } from './name-servers.ts';
import { resolvConf } from './resolv-conf.ts';

/** Name servers of this host's own network that containers can reach too, as far as they have just answered. Nobody is
 *  asked where containers have one that answers. */
export const usableNameServers = defineFact({
  id: 'usable-name-servers',
  summary: 'name servers of this host that answer, and that containers can reach',
  needs: { identity, resolvConf, nameServers, container: optional(containerNameServers) },
  online: true,
  collect: async (host, { identity, resolvConf, nameServers, container }): Promise<readonly string[]> => {
    const given = ifAvailable(container)?.servers;
    if (given === undefined || given.some((one) => one.address === OF_DOCKER || isUsable(one))) return [];
    const known = nameServers.servers;
    const others = resolvConf.upstreams.filter((one) => known.every(({ address }) => address !== one));
    const asked = await Promise.all(
      others
        .filter((address) => !isLoopback(address))
        .slice(0, MOST)
        .map((address) => askNameServer(host, address, identity.settings.dnsName)),
    );
    return [...known, ...asked]
      .filter(isUsable)
      .map(({ address }) => address)
      .slice(0, MOST);
  },
});

/** Docker's own resolver, which lives inside the container. */
const OF_DOCKER = '127.0.0.11';

const isUsable = ({ address, outcome }: NameServerAnswer): boolean =>
  outcome.kind === 'answered' && !isLoopback(address);

/** resolv.conf(5) takes no more. */
const MOST = 3;

const isLoopback = (address: string): boolean => /^(?:127\.|::1$|::ffff:127\.)/i.test(address);
