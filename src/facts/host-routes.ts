import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { type Ipv4Route, parseRoutes4 } from '#parse/proc-net-route';

export const hostRoutes = defineFact({
  id: 'host-routes',
  summary: 'the IPv4 routes of this host',
  needs: {},
  collect: async (host): Promise<readonly Ipv4Route[] | Unavailable> => {
    const text = await host.readFile('/proc/net/route');
    return isUnavailable(text) ? text : parseRoutes4(text);
  },
});
