import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { parseSystemctlShow, type SystemdUnit } from '#parse/systemctl-show';
import { serviceManager } from './service-manager.ts';

/** The units that make Docker run, as systemd sees them. */
export interface DockerUnits {
  readonly docker: SystemdUnit | undefined;
  readonly socket: SystemdUnit | undefined;
  readonly containerd: SystemdUnit | undefined;
}

const UNITS = ['docker.service', 'docker.socket', 'containerd.service'] as const;

export const dockerUnits = defineFact({
  id: 'docker-units',
  summary: "systemd's view of docker.service, docker.socket and containerd.service",
  needs: { serviceManager },
  collect: async (host, { serviceManager }): Promise<DockerUnits | Unavailable> => {
    if (serviceManager !== 'systemd') {
      return unavailable('absent', 'systemctl show docker.service', `no systemd here but ${serviceManager}`);
    }
    return readDockerUnits(host);
  },
});

/** Asks systemd anew; for a look that waits for the units to come up. */
export const readDockerUnits = async (host: ReadableHost): Promise<DockerUnits | Unavailable> => {
  const output = await host.query(['systemctl', 'show', ...UNITS]);
  if (isUnavailable(output)) return output;
  const units = parseSystemctlShow(output.stdout);
  // A unit that does not exist is shown as well, with LoadState=not-found.
  const find = (id: string): SystemdUnit | undefined =>
    units.find((unit) => unit.id === id && unit.loadState !== 'not-found');
  return {
    docker: find('docker.service'),
    socket: find('docker.socket'),
    containerd: find('containerd.service'),
  };
};
