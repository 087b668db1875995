import { defineFault } from '../fault.ts';

export default defineFault({
  code: 'unit-start-limit/config',
  title: 'a broken daemon.json, and docker.service started until systemd gives up',
  engines: 'all',
  inject: async (host) => {
    await host.write('/etc/docker/daemon.json', '{ "debug": false, }\n');
    await host.inVain(
      'for n in 1 2 3 4; do systemctl restart docker.service && break; done; systemctl start docker',
    );
  },
  expect: { roots: ['djson-invalid-json'], echoes: ['unit-start-limit'] },
});
