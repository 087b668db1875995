import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { type FilterTable, mayForward, mayLeave, parseFilterTable } from '#parse/iptables-save';
import { bridgeNetworks } from './bridge-networks.ts';
import { identity } from './identity.ts';

export type FirewallBackend = 'nft' | 'legacy';

/** The rules of one of the two places where iptables keeps them. */
export interface BackendRules {
  readonly backend: FirewallBackend;
  readonly forwardPolicy: string | undefined;
  /** Chains that a Docker Engine made. */
  readonly hasEngineChains: boolean;
  /** Container networks whose packets no rule lets out. */
  readonly cutNetworks: readonly string[];
  /** Container networks whose packets leave this host under addresses that nobody outside can answer. */
  readonly unnamedNetworks: readonly string[];
  /** Bridges of other programs that something is connected to, likewise. */
  readonly cutBridges: readonly string[];
}

export interface FirewallRules {
  readonly backends: readonly BackendRules[];
  /** Which of them the command iptables uses, and the engine by it. */
  readonly inUse?: FirewallBackend;
}

/** Reading changes nothing, and loads no module: without `-t`, only tables that exist are printed. */
const BACKENDS = ['nft', 'legacy'] as const;

export const firewallRules = defineFact({
  id: 'firewall-rules',
  summary: 'the rules for forwarded packets',
  needs: { identity, bridgeNetworks },
  collect: async (
    host,
    { identity, bridgeNetworks: { bridges, isHere } },
  ): Promise<FirewallRules | Unavailable> => {
    if (identity.uid !== 0) return unavailable('denied', 'iptables-save', 'only root may read the firewall');
    if (!isHere) return unavailable('not-here', 'iptables-save', 'the engine is not behind this firewall');
    const [saved, version, others] = await Promise.all([
      Promise.all(BACKENDS.map((backend) => host.query([`/usr/sbin/iptables-${backend}-save`]))),
      host.query(['/usr/sbin/iptables', '-V']),
      otherBridges(
        host,
        bridges.map(({ device }) => device),
      ),
    ]);
    const backends = saved.flatMap((output, index): readonly BackendRules[] => {
      const backend = BACKENDS[index];
      if (backend === undefined || isUnavailable(output) || output.exitCode !== 0) return [];
      const table = parseFilterTable(output.stdout);
      const open = bridges.filter(({ internal }) => !internal);
      return [
        {
          backend,
          forwardPolicy: table.forwardPolicy,
          hasEngineChains: table.chains.some((chain) => /^DOCKER(?:-|$)/.test(chain)),
          cutNetworks: open.filter(({ device }) => !mayForward(table, device)).map(({ name }) => name),
          unnamedNetworks: open
            .filter(({ subnets }) => subnets.length > 0 && !mayLeave(output.stdout, subnets))
            .map(({ name }) => name),
          cutBridges: cut(table, others),
        },
      ];
    });
    const [lost] = saved.filter(isUnavailable);
    if (backends.length === 0 && lost !== undefined) return lost;
    const inUse = isUnavailable(version) ? undefined : /\((legacy|nf_tables)\)/.exec(version.stdout)?.[1];
    if (inUse === undefined) return { backends };
    return { backends, inUse: inUse === 'legacy' ? 'legacy' : 'nft' };
  },
});

const cut = (table: FilterTable, devices: readonly string[]): readonly string[] =>
  devices.filter((device) => !mayForward(table, device));

/** Bridges that the engine did not make and that have something connected. */
const otherBridges = async (host: ReadableHost, own: readonly string[]): Promise<readonly string[]> => {
  const devices = await host.list('/sys/class/net');
  if (isUnavailable(devices)) return [];
  const members = await Promise.all(
    devices
      .filter((device) => !own.includes(device))
      .map(async (device) => {
        const ports = await host.list(`/sys/class/net/${device}/brif`);
        return isUnavailable(ports) || ports.length === 0 ? undefined : device;
      }),
  );
  return members.filter((device) => device !== undefined);
};
