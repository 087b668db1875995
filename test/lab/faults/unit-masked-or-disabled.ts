import { defineFault } from '../fault.ts';

export default [
  defineFault({
    code: 'unit-masked-or-disabled/masked',
    title: 'docker.service and docker.socket are stopped and masked',
    engines: 'all',
    inject: async (host) => {
      await host.shell(
        'systemctl stop docker.socket docker.service; systemctl mask docker.service docker.socket',
      );
    },
    expect: { roots: ['unit-masked-or-disabled'], echoes: ['sock-stale-refused'], fix: ['unmask-docker'] },
  }),
  defineFault({
    code: 'unit-masked-or-disabled/service-masked',
    title: 'docker.service alone is masked; docker.socket listens and cannot start it',
    engines: 'all',
    inject: async (host) => {
      await host.shell('systemctl stop docker.service; systemctl mask docker.service');
    },
    expect: { roots: ['unit-masked-or-disabled'], fix: ['unit-masked-or-disabled'] },
  }),
  defineFault({
    code: 'unit-masked-or-disabled/disabled',
    title: 'docker.service and docker.socket are stopped and disabled',
    engines: 'all',
    inject: async (host) => {
      await host.shell('systemctl disable --now docker.socket docker.service');
    },
    expect: { roots: ['unit-masked-or-disabled'], fix: ['unit-masked-or-disabled'] },
  }),
];
