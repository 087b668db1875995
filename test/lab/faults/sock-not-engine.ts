import { defineFault } from '../fault.ts';

export default defineFault({
  code: 'sock-not-engine',
  title: 'a forwarder with nothing behind it listens at the path of the socket',
  engines: 'all',
  inject: async (host) => {
    await host.shell(`
      systemctl stop docker.socket docker.service; rm /run/docker.sock
      setsid socat UNIX-LISTEN:/run/docker.sock,fork,mode=660,group=docker UNIX-CONNECT:/run/gone.sock </dev/null >/dev/null 2>&1 &
      for n in $(seq 50); do [ -S /run/docker.sock ] && break; sleep 0.1; done`);
  },
  expect: { roots: ['sock-not-engine'] },
});
