import { type Unavailable, unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import { endpoints } from './endpoints.ts';
import { serviceManager } from './service-manager.ts';
import { type DockerUnits, readDockerUnits } from './units-of-docker.ts';

export const dockerUnits = defineFact({
  id: 'docker-units',
  summary: "systemd's view of docker.service, docker.socket and containerd.service",
  // Opening the engine's socket may make systemd start it, and give it up: what counts is how it stands after that.
  needs: { serviceManager, endpoints: optional(endpoints) },
  collect: async (host, { serviceManager }): Promise<DockerUnits | Unavailable> => {
    if (serviceManager !== 'systemd') {
      return unavailable('absent', 'systemctl show docker.service', `no systemd here but ${serviceManager}`);
    }
    return readDockerUnits(host);
  },
});
