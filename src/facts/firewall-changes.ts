import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { linesOf } from '#parse/text';
import { containerNetwork } from './container-network.ts';
import { engineInUse } from './engine-in-use.ts';

/** A firewall that this host's service manager started, loaded again or stopped after the engine had made its rules. */
export interface FirewallChanges {
  readonly later: readonly string[];
}

const FIREWALLS = [
  'firewalld.service',
  'nftables.service',
  'ufw.service',
  'netfilter-persistent.service',
  'iptables.service',
  'shorewall.service',
];
const PROPERTIES = '--property=Id,LoadState,StateChangeTimestampMonotonic,ActiveEnterTimestampMonotonic';

/** Only asked where containers are cut off. */
export const firewallChanges = defineFact({
  id: 'firewall-changes',
  summary: 'firewalls that changed after the engine had started',
  needs: { engineInUse, containerNetwork },
  collect: async (
    host,
    { engineInUse: { engine }, containerNetwork: { wayOut } },
  ): Promise<FirewallChanges | Unavailable> => {
    if (wayOut !== 'cut' || engine !== 'docker') return { later: [] };
    const output = await host.query(['systemctl', 'show', 'docker.service', ...FIREWALLS, PROPERTIES]);
    if (isUnavailable(output)) return output;
    const units = output.stdout.split(/\n\s*\n/).map(propertiesIn);
    const started = Number(
      units.find(({ Id }) => Id === 'docker.service')?.['ActiveEnterTimestampMonotonic'],
    );
    if (!(started > 0)) return { later: [] };
    const later = units.filter(
      ({ Id, LoadState, StateChangeTimestampMonotonic: changed }) =>
        Id !== 'docker.service' && LoadState === 'loaded' && Number(changed) > started,
    );
    return { later: later.flatMap(({ Id }) => Id ?? []) };
  },
});

const propertiesIn = (block: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    linesOf(block).flatMap((line) => {
      const at = line.indexOf('=');
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
    }),
  );
