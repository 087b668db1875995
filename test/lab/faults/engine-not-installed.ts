import { defineFault } from '../fault.ts';

export default defineFault({
  code: 'engine-not-installed',
  title: 'neither Docker nor Podman is installed (apt-get purge)',
  inject: async (host) => {
    await host.shell(
      'DEBIAN_FRONTEND=noninteractive apt-get purge --yes docker.io containerd podman runc crun && rm -rf /run/docker.sock /run/podman',
      [],
      {
        timeoutMs: 120_000,
      },
    );
  },
  expect: { roots: ['engine-not-installed'] },
});
