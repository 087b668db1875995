import { defineFault } from '../fault.ts';

export default defineFault({
  code: 'socket-unit-216-group',
  title: 'the group docker is deleted and docker.socket restarted',
  engines: 'all',
  inject: async (host) => {
    await host.shell('systemctl stop docker.service docker.socket; groupdel docker');
    await host.inVain('systemctl start docker.socket');
  },
  // The new group has no members, so that ada has to be added to it before anything works for her again.
  on: { user: 'root' },
  expect: { roots: ['socket-unit-216-group'], fix: ['socket-unit-216-group'] },
});
