import { defineFault } from '../fault.ts';

export default [
  defineFault({
    code: 'containerd-unreachable/masked',
    title: 'containerd.service is masked and stopped, docker.service is told to use it',
    engines: 'all',
    inject: async (host) => {
      await host.shell(`
        sed -i 's|^ExecStart=.*|ExecStart=/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock|' /lib/systemd/system/docker.service
        systemctl daemon-reload; systemctl stop docker.service docker.socket
        systemctl mask --now containerd.service; rm -f /run/containerd/containerd.sock`);
      await host.run(['systemctl', 'start', 'docker.service'], { timeoutMs: 90_000 });
    },
    expect: { roots: ['containerd-unreachable'], fix: ['containerd-unreachable'] },
  }),
];
