import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { identity } from './identity.ts';
import { rootlessUse } from './rootless-use.ts';
import { serviceManager } from './service-manager.ts';

/** Services of a user that run containers, and whether they outlive the user's last session. */
export interface UserServices {
  readonly user: string;
  /** Names of units: `docker.service`, `web.container`. */
  readonly services: readonly string[];
  readonly lingers: boolean;
}

export const userServices = defineFact({
  id: 'user-services',
  summary: "the user's own services with containers, and whether they run without a login",
  needs: { identity, rootlessUse, serviceManager },
  collect: async (host, { identity, serviceManager }): Promise<UserServices | Unavailable> => {
    const { userName: user, home } = identity;
    if (serviceManager !== 'systemd' || user === undefined || home === undefined)
      return unavailable('not-here', 'services of the user', 'no systemd keeps them here');
    const [lingering, wanted, quadlets] = await Promise.all([
      host.stat(`/var/lib/systemd/linger/${user}`),
      namesIn(host, `${home}/.config/systemd/user/default.target.wants`),
      namesIn(host, `${home}/.config/containers/systemd`),
    ]);
    if (isUnavailable(lingering) && lingering.reason !== 'absent') return lingering;
    const services = [
      ...wanted.filter((name) => OF_CONTAINERS.test(name)),
      ...quadlets.filter((name) => QUADLET.test(name)),
    ];
    return { user, services, lingers: !isUnavailable(lingering) };
  },
});

/** As `podman generate systemd` and the setup of rootless Docker name them. */
const OF_CONTAINERS = /^(?:docker|podman-restart|container-.*|pod-.*)\.service$/;
const QUADLET = /\.(?:container|pod|kube)$/;

const namesIn = async (host: ReadableHost, path: string): Promise<readonly string[]> => {
  const names = await host.list(path);
  return isUnavailable(names) ? [] : names;
};
