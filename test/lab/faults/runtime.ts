import { defineFault } from '../fault.ts';

const NO_PROFILE = '{ "seccomp-profile": "/etc/docker/gone.json" }\n';

export default [
  defineFault({
    code: 'runtime-binary-missing',
    title: 'runc was removed under a running engine',
    engines: 'all',
    inject: async (host) => {
      await host.shell('mv /usr/sbin/runc /usr/sbin/runc.away');
    },
    expect: { roots: ['runtime-binary-missing'] },
  }),
  defineFault({
    code: 'engine-start-failed/seccomp-profile',
    title:
      'daemon.json names a seccomp profile that does not exist; looked at by root, who may read the journal',
    engines: 'all',
    inject: async (host) => {
      await host.write('/etc/docker/daemon.json', NO_PROFILE);
      await host.inVain('systemctl restart docker.service');
    },
    on: { user: 'root' },
    expect: { roots: ['engine-start-failed'], echoes: ['unit-start-limit'] },
  }),
  defineFault({
    code: 'engine-start-failed/given-up',
    title:
      'the same after a repair in vain, which has left the units stopped and without a record of failures',
    inject: async (host) => {
      await host.write('/etc/docker/daemon.json', NO_PROFILE);
      await host.inVain('systemctl restart docker.service');
      await host.inVain('dockmedic fix start-docker --yes');
      await host.shell('[ "$(systemctl is-active docker.service docker.socket | uniq)" = inactive ]');
    },
    on: { user: 'root' },
    expect: { roots: ['engine-start-failed'], echoes: ['sock-stale-refused'] },
  }),
  defineFault({
    code: 'unit-start-limit/reason-closed',
    title: 'the same, looked at by a user who may not read the journal',
    engines: 'all',
    inject: async (host) => {
      await host.write('/etc/docker/daemon.json', NO_PROFILE);
      await host.inVain('systemctl restart docker.service');
    },
    expect: { roots: ['unit-start-limit'] },
  }),
];
