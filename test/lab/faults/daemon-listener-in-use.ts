import { defineFault } from '../fault.ts';

export default defineFault({
  code: 'daemon-listener-in-use',
  title: 'another program listens on the TCP port that docker.service is given',
  engines: 'all',
  inject: async (host) => {
    await host.shell(`
      systemctl stop docker.service docker.socket
      setsid socat TCP-LISTEN:2375,bind=127.0.0.1,fork,reuseaddr EXEC:cat </dev/null >/dev/null 2>&1 &
      mkdir -p /etc/systemd/system/docker.service.d
      printf '[Service]\\nExecStart=\\nExecStart=/usr/sbin/dockerd -H fd:// -H tcp://127.0.0.1:2375\\n' >/etc/systemd/system/docker.service.d/tcp.conf
      systemctl daemon-reload`);
    await host.inVain('systemctl start docker.service');
  },
  expect: { roots: ['daemon-listener-in-use'] },
});
