import { defineFault } from '../fault.ts';

export default [
  defineFault({
    code: 'runtime-binary-missing',
    title: 'runc was removed under a running engine',
    inject: async (host) => {
      await host.shell('mv /usr/sbin/runc /usr/sbin/runc.away');
    },
    expect: { roots: ['runtime-binary-missing'] },
  }),
  defineFault({
    code: 'engine-start-failed/storage-driver',
    title:
      'daemon.json names a storage driver that this kernel lacks; looked at by root, who may read the journal',
    inject: async (host) => {
      await host.write('/etc/docker/daemon.json', '{ "storage-driver": "zfs" }\n');
      await host.inVain('systemctl restart docker.service');
    },
    on: { user: 'root' },
    expect: { roots: ['engine-start-failed'], echoes: ['unit-start-limit'] },
  }),
  defineFault({
    code: 'unit-start-limit/reason-closed',
    title: 'the same, looked at by a user who may not read the journal',
    inject: async (host) => {
      await host.write('/etc/docker/daemon.json', '{ "storage-driver": "zfs" }\n');
      await host.inVain('systemctl restart docker.service');
    },
    expect: { roots: ['unit-start-limit'] },
  }),
];
