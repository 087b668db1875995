import { defineFault } from '../fault.ts';
import type { LabHost } from '../host.ts';

/** An image with nothing but busybox, whose httpd serves any directory. */
const makeImage = (host: LabHost): Promise<string> =>
  host.shell('tar --create --directory=/bin busybox | docker import - busybox >/dev/null');

export default [
  defineFault({
    code: 'port-in-use-host',
    title: 'a web server of the host has the port that a container is to publish',
    inject: async (host) => {
      await makeImage(host);
      await host.shell('busybox httpd -p 8099 -h /srv </dev/null >/dev/null 2>&1');
      await host.inVain('docker run --detach --name web --publish 8099:80 busybox /busybox httpd -f -p 80');
    },
    expect: { roots: ['port-in-use-host'], exitCode: 0 },
  }),
  defineFault({
    code: 'port-allocated-container',
    title: 'two containers want the same port',
    inject: async (host) => {
      await makeImage(host);
      await host.shell('docker run --detach --name old --publish 8098:80 busybox /busybox httpd -f -p 80');
      await host.inVain('docker run --detach --name new --publish 8098:80 busybox /busybox httpd -f -p 80');
    },
    expect: { roots: ['port-allocated-container'], exitCode: 0 },
  }),
  defineFault({
    code: 'net-listens-on-localhost',
    title: 'the program of a container listens on 127.0.0.1 inside it',
    inject: async (host) => {
      await makeImage(host);
      await host.shell(
        'docker run --detach --name app --publish 8097:80 busybox /busybox httpd -f -p 127.0.0.1:80',
      );
      await host.inVain('sleep 1; curl --silent --max-time 5 http://127.0.0.1:8097/');
    },
    expect: { roots: ['net-listens-on-localhost'], exitCode: 0 },
  }),
];
