import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { hasDefaultRoute4, hasDefaultRoute6 } from '#parse/proc-net-route';

/** Whether this host has a way to other networks. */
export interface DefaultRoute {
  readonly ipv4: boolean;
  readonly ipv6: boolean;
}

export const defaultRoute = defineFact({
  id: 'default-route',
  summary: 'whether there is a default route',
  needs: {},
  collect: async (host): Promise<DefaultRoute | Unavailable> => {
    const [ipv4, ipv6] = await Promise.all([
      host.readFile('/proc/net/route'),
      // Absent on a kernel without IPv6.
      host.readFile('/proc/net/ipv6_route'),
    ]);
    if (isUnavailable(ipv4)) return ipv4;
    return { ipv4: hasDefaultRoute4(ipv4), ipv6: !isUnavailable(ipv6) && hasDefaultRoute6(ipv6) };
  },
});
