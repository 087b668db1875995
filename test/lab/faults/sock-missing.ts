import { defineFault } from '../fault.ts';

export default defineFault({
  code: 'sock-missing',
  title: 'docker.socket and docker.service are enabled but not started, as after a boot that left them out',
  engines: 'all',
  inject: async (host) => {
    await host.shell('systemctl stop docker.socket docker.service; rm /run/docker.sock');
  },
  expect: { roots: ['sock-missing'], fix: ['sock-missing'] },
});
