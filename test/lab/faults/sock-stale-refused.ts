import { defineFault } from '../fault.ts';

export default [
  defineFault({
    code: 'sock-stale-refused/stopped',
    title: 'systemctl stop docker.socket docker.service: systemd leaves the file of the socket behind',
    engines: 'all',
    inject: async (host) => {
      await host.shell('systemctl stop docker.socket docker.service; test -S /run/docker.sock');
    },
    expect: { roots: ['sock-stale-refused'], fix: ['sock-stale-refused'] },
  }),
  defineFault({
    code: 'sock-stale-refused/killed',
    title: 'dockerd is started by hand, owns its socket, and is killed with SIGKILL',
    engines: 'all',
    inject: async (host) => {
      await host.shell(`
      systemctl stop docker.socket docker.service
      setsid dockerd --containerd=/run/containerd/containerd.sock </dev/null >/var/log/dockerd.log 2>&1 &
      for n in $(seq 100); do curl -sf --unix-socket /run/docker.sock http://docker/_ping && break; sleep 0.1; done
      pkill -KILL -x dockerd; sleep 0.3; test -S /run/docker.sock`);
    },
    expect: { roots: ['sock-stale-refused'], fix: ['sock-stale-refused'] },
  }),
];
