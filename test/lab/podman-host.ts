import type { LabHost } from './host.ts';

/** Docker was never there: Podman is what is used. */
export const withoutDocker = (host: LabHost): Promise<string> =>
  host.shell(
    `systemctl stop docker.socket docker.service containerd.service
     DEBIAN_FRONTEND=noninteractive apt-get purge --yes docker.io containerd; rm -rf /run/docker.sock /etc/docker`,
    [],
    { timeoutMs: 120_000 },
  );
