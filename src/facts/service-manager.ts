import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ServiceManager } from '#core/fix';

/** What starts and stops services on this host. `sysv`: init scripts, run by `service`. */
export const serviceManager = defineFact({
  id: 'service-manager',
  summary: 'what starts and stops services here',
  needs: {},
  collect: async (host): Promise<ServiceManager | Unavailable> => {
    const [system, systemd, openrc, script] = await Promise.all([
      host.system(),
      // sd_booted(3): the directory exists exactly when systemd is the running init.
      host.stat('/run/systemd/system'),
      host.stat('/run/openrc'),
      host.stat('/etc/init.d/docker'),
    ]);
    if (isUnavailable(system)) return system;
    if (system.os === 'darwin' || system.os === 'win32') return 'desktop';
    if (!isUnavailable(systemd)) return 'systemd';
    if (!isUnavailable(openrc)) return 'openrc';
    return isUnavailable(script) ? 'none' : 'sysv';
  },
});
