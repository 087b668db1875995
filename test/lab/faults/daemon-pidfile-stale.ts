import { defineFault } from '../fault.ts';
import { untilGivenUp } from './_given-up.ts';

export default defineFault({
  code: 'daemon-pidfile-stale',
  title: 'docker.pid names a process that lives and is not dockerd',
  engines: 'all',
  inject: async (host) => {
    await host.shell('systemctl stop docker.service docker.socket; pgrep -x dbus-daemon >/run/docker.pid');
    await host.inVain('systemctl start docker.service');
    await untilGivenUp(host);
  },
  expect: { roots: ['daemon-pidfile-stale'], fix: ['daemon-pidfile-stale'] },
});
