import { defineFault } from '../fault.ts';

export default [
  defineFault({
    code: 'fd-activation-missing/socket-disabled',
    title:
      'docker.socket is disabled and stopped, and docker.service neither wants nor requires it; looked at by root',
    engines: 'all',
    inject: async (host) => {
      await host.shell(`
        systemctl stop docker.service docker.socket; systemctl disable docker.socket
        sed -i '/^Requires=docker.socket/d' /lib/systemd/system/docker.service; systemctl daemon-reload`);
      await host.inVain('systemctl start docker.service');
    },
    // The reason stands in the journal alone.
    on: { user: 'root' },
    expect: { roots: ['fd-activation-missing'], fix: ['fd-activation-missing'] },
  }),
  defineFault({
    code: 'fd-activation-missing/unit-gone',
    title: 'docker.socket is gone, docker.service still has -H fd://',
    engines: 'all',
    inject: async (host) => {
      await host.shell(`
        systemctl stop docker.service docker.socket
        mv /lib/systemd/system/docker.socket /root/; systemctl daemon-reload`);
      await host.inVain('systemctl start docker.service');
    },
    expect: { roots: ['fd-activation-missing'] },
  }),
  defineFault({
    code: 'fd-activation-missing/socket-masked',
    title: 'docker.socket is masked, and docker.service with -H fd:// does not start',
    engines: 'all',
    inject: async (host) => {
      await host.shell('systemctl stop docker.service docker.socket; systemctl mask docker.socket');
      await host.inVain('systemctl start docker.service');
    },
    expect: { roots: ['unit-masked-or-disabled'], fix: ['unit-masked-or-disabled'] },
  }),
];
