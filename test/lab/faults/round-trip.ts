import { defineFault, type Fault } from '../fault.ts';

/** An engine that answers everything and starts nothing, for what its daemon.json says. */
const configured = (form: string, title: string, settings: object, prepare = 'true'): Fault =>
  defineFault({
    code: `round-trip-failed/${form}`,
    title,
    inject: async (host) => {
      await host.write('/etc/docker/daemon.json', JSON.stringify(settings));
      await host.shell(`${prepare}; systemctl restart docker.service`);
    },
    expect: { roots: ['round-trip-failed'] },
  });

export default [
  configured('runtime', 'the default runtime is a program that is no runtime', {
    'default-runtime': 'wrapped',
    runtimes: { wrapped: { path: '/bin/false' } },
  }),
  configured(
    'init',
    'daemon.json wants an init in every container, and docker-init was removed',
    { init: true },
    'mv "$(command -v docker-init)" /root/',
  ),
  defineFault({
    code: 'round-trip-unpublished',
    title: 'docker-proxy was removed under a running engine',
    inject: async (host) => {
      await host.shell('mv "$(command -v docker-proxy)" /root/');
    },
    expect: { roots: ['round-trip-unpublished'], exitCode: 0 },
  }),
  defineFault({
    code: 'runtime-binary-missing/shim',
    title: 'the shim of containerd was removed under a running engine',
    inject: async (host) => {
      await host.shell('mv /usr/bin/containerd-shim-runc-v2 /root/');
    },
    expect: { roots: ['runtime-binary-missing'] },
  }),
];
