import { defineFault } from '../fault.ts';

export default [
  defineFault({
    code: 'sock-hung/frozen',
    title: 'dockerd is stopped by SIGSTOP',
    engines: 'all',
    inject: async (host) => {
      await host.shell('pkill -STOP -x dockerd');
    },
    expect: { roots: ['sock-hung'], fix: ['sock-hung'] },
  }),
  defineFault({
    code: 'sock-hung/nobody-accepts',
    title: 'docker.socket listens for clients, and docker.service was told to listen elsewhere',
    engines: 'all',
    inject: async (host) => {
      await host.write(
        '/etc/systemd/system/docker.service.d/lab.conf',
        '[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd -H unix:///srv/engine/docker.sock\n',
      );
      await host.shell('mkdir -p /srv/engine; systemctl daemon-reload; systemctl restart docker.service');
    },
    expect: { roots: ['sock-hung'] },
  }),
  defineFault({
    code: 'containerd-hung',
    title: 'containerd is stopped by SIGSTOP',
    engines: 'all',
    inject: async (host) => {
      await host.shell('pkill -STOP -x containerd');
    },
    expect: { roots: ['containerd-hung'], fix: ['containerd-hung'] },
  }),
];
