import { defineHealthy } from '../fault.ts';

export default [
  defineHealthy({
    name: 'published-ports',
    title: 'ports are published in all ways, and a container that lost a port then has it free now',
    inject: async (host) => {
      await host.shell(`
        tar --create --directory=/bin busybox | docker import - busybox >/dev/null
        docker run --detach --name any --publish 8090:80 busybox /busybox httpd -f -p 80
        docker run --detach --name own --publish 127.0.0.1:8091:80 busybox /busybox httpd -f -p 80
        docker run --detach --name beside --publish 127.0.0.2:8091:80 busybox /busybox httpd -f -p 80
        docker run --detach --name later --publish 8092:80 busybox /busybox sleep 600
        docker run --detach --name host --network host busybox /busybox httpd -f -p 127.0.0.1:8093
        busybox httpd -p 8094 -h /srv </dev/null >/dev/null 2>&1`);
      await host.inVain('docker run --detach --name waits --publish 8094:80 busybox /busybox httpd -f -p 80');
      await host.shell("kill $(ss -Hltnp 'sport = :8094' | grep -o 'pid=[0-9]*' | cut -d= -f2)");
    },
  }),
];
