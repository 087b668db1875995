import { type Unavailable, unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { askNameServer, type NameServerAnswer } from './ask-name-server.ts';
import { identity } from './identity.ts';
import { resolvConf } from './resolv-conf.ts';

/** How this host resolves names. */
export interface NameServers {
  /** The name that was asked for. */
  readonly name: string;
  readonly servers: readonly NameServerAnswer[];
  /** The system's own view, through every source that it is set up with (`getaddrinfo`). */
  readonly system: readonly string[] | Unavailable;
}

// resolv.conf(5): further ones are ignored, and without any the one on this machine is asked.
const MAX_SERVERS = 3;
const DEFAULTS = ['127.0.0.1', '::1'];

export const nameServers = defineFact({
  id: 'name-servers',
  summary: 'what each name server of this host answers',
  needs: { identity, resolvConf },
  online: true,
  collect: async (host, { identity, resolvConf: { nameservers } }): Promise<NameServers> => {
    const { dnsName: name } = identity.settings;
    const addresses = nameservers.length === 0 ? DEFAULTS : nameservers.slice(0, MAX_SERVERS);
    const servers = await Promise.all(addresses.map((address) => askNameServer(host, address, name)));
    // A look-up by the system cannot be ended, and a program does not exit before it: it is only made where it
    // will not wait.
    const isSilent = servers.some(({ outcome }) => outcome.kind === 'timed-out');
    const system = isSilent
      ? unavailable('not-looked', `resolve ${name}`, 'not asked, because a name server is silent')
      : await host.resolveName(name);
    return { name, servers, system };
  },
});
