import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { integerOf } from '#parse/text';
import { bridgeNetworks } from './bridge-networks.ts';
import { hostRoutes } from './host-routes.ts';

/** The largest packet of the way out of this host, and the networks whose containers send larger ones. */
export interface UplinkMtu {
  readonly device: string;
  readonly mtu: number;
  readonly larger: readonly { readonly network: string; readonly mtu: number }[];
}

/** `undefined`: there is no way out, or the engine is not where this host's routes are. */
export const uplinkMtu = defineFact({
  id: 'uplink-mtu',
  summary: 'the largest packet of the default route, beside that of containers',
  needs: { bridgeNetworks, hostRoutes },
  collect: async (
    host,
    { bridgeNetworks: { bridges, isHere }, hostRoutes },
  ): Promise<UplinkMtu | undefined | Unavailable> => {
    // The two halves of a VPN win over the default route.
    const [first] = hostRoutes
      .filter(({ network, device }) => network.bits <= 1 && device !== 'lo')
      .toSorted((a, b) => b.network.bits - a.network.bits || a.metric - b.metric);
    if (first === undefined || !isHere) return undefined;
    const { device } = first;
    const text = await host.readFile(`/sys/class/net/${device}/mtu`);
    if (isUnavailable(text)) return text;
    const mtu = integerOf(text.trim());
    if (mtu === undefined) return undefined;
    const larger = bridges.filter((bridge) => bridge.mtu > mtu);
    return { device, mtu, larger: larger.map(({ name, mtu }) => ({ network: name, mtu })) };
  },
});
