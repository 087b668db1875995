import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { formatIpv4Network } from '#parse/ipv4-network';
import { parseOwnIpv4 } from '#parse/own-addresses';
import type { Ipv4Route } from '#parse/proc-net-route';
import { askNameServer } from './ask-name-server.ts';
import { hostRoutes } from './host-routes.ts';
import { identity } from './identity.ts';
import { resolvConf } from './resolv-conf.ts';

// A container waits for this: who is slower is no witness.
const PATIENCE = { attempts: 1, timeoutMs: 400 };
const MOST = 4;

/** Witnesses of the way out: machines beyond this host, by IPv4 address, that answer a question of this host at once. The same
 *  question from a container, without an answer, shows that containers are cut off. */
export const outsideServers = defineFact({
  id: 'outside-servers',
  summary: 'name servers beyond this host that answer it',
  needs: { identity, resolvConf, hostRoutes },
  online: true,
  collect: async (
    host,
    { identity, resolvConf: { nameservers, upstreams }, hostRoutes },
  ): Promise<readonly string[] | Unavailable> => {
    const trie = await host.readFile('/proc/net/fib_trie', { maxBytes: 4 * 1024 * 1024 });
    if (isUnavailable(trie)) return trie;
    const own = new Set(parseOwnIpv4(trie));
    const known = [...nameservers, ...upstreams, ...gatewayOf(hostRoutes)];
    const candidates = [...new Set(known)].filter((address) => isOutside(address, own)).slice(0, MOST);
    const answers = await Promise.all(
      candidates.map((address) => askNameServer(host, address, identity.settings.dnsName, PATIENCE)),
    );
    return answers.flatMap(({ address, outcome }) => (outcome.kind === 'answered' ? [address] : []));
  },
});

/** Many a gateway answers questions of DNS. */
const gatewayOf = (routes: readonly Ipv4Route[]): readonly string[] => {
  const [first] = routes
    .filter(({ network, gateway }) => network.bits === 0 && gateway !== undefined)
    .toSorted((a, b) => a.metric - b.metric);
  return first?.gateway === undefined ? [] : [formatIpv4Network(first.gateway)];
};

/** Tailscale answers at the last of these inside this host; what a cloud answers at 169.254.… is often closed to containers on
 *  purpose, being no name server alone. */
const NO_WITNESS = /^(?:127\.|169\.254\.|100\.100\.100\.100$)/;

const isOutside = (address: string, own: ReadonlySet<string>): boolean =>
  /^\d+\.\d+\.\d+\.\d+$/.test(address) && !NO_WITNESS.test(address) && !own.has(address);
