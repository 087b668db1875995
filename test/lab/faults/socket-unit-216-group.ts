import { defineFault } from '../fault.ts';

export default defineFault({
  code: 'socket-unit-216-group',
  title: 'the group docker is deleted and docker.socket restarted',
  engines: 'all',
  inject: async (host) => {
    await host.shell('systemctl stop docker.service docker.socket; groupdel docker');
    await host.inVain('systemctl start docker.socket');
  },
  expect: { roots: ['socket-unit-216-group'] },
});
