import { defineFault } from '../fault.ts';
import type { LabHost } from '../host.ts';

const masked = (host: LabHost): Promise<string> =>
  host.shell(`
    sed -i 's|^ExecStart=.*|ExecStart=/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock|' /lib/systemd/system/docker.service
    systemctl daemon-reload; systemctl stop docker.service docker.socket
    systemctl mask --now containerd.service; rm -f /run/containerd/containerd.sock`);

export default [
  defineFault({
    code: 'containerd-unreachable/masked',
    title: 'containerd.service is masked and stopped, docker.service is told to use it, and starts in vain',
    engines: 'all',
    inject: async (host) => {
      await masked(host);
      await host.run(['systemctl', 'start', 'docker.service'], { timeoutMs: 90_000 });
    },
    expect: { roots: ['containerd-unreachable'] },
  }),
  // docker.socket wakes the engine for whoever looks: taking the repair back would meet another state each time.
  defineFault({
    code: 'containerd-unreachable/stopped',
    title: 'containerd.service is masked, and nothing of Docker runs',
    engines: 'all',
    inject: async (host) => {
      await masked(host);
    },
    expect: { roots: ['containerd-unreachable'], fix: ['containerd-unreachable'] },
  }),
];
