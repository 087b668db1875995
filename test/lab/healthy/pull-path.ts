import { defineHealthy } from '../fault.ts';
import {
  PLAIN,
  pullWorks,
  pushImage,
  SECURE,
  startProxy,
  startRegistry,
  trustInDirectory,
  trustInHost,
} from '../registry-host.ts';

const APP = `${SECURE}/team/app:1`;

export default [
  defineHealthy({
    name: 'own-authority',
    title: 'an image of a real registry whose authority lies in certs.d alone',
    args: ['--image', APP],
    inject: async (host) => {
      await startRegistry(host, { tls: true });
      await trustInDirectory(host);
      await pushImage(host, APP);
      await pullWorks(host, APP);
    },
  }),
  defineHealthy({
    name: 'behind-proxy',
    title: 'an image of a real registry that the engine reaches through a real proxy (tinyproxy) alone',
    args: ['--image', APP],
    inject: async (host) => {
      await startRegistry(host, { tls: true });
      await trustInHost(host);
      await startProxy(host);
      await pushImage(host, APP);
      await pullWorks(host, APP);
    },
  }),
  defineHealthy({
    name: 'mirror-alone',
    title: 'a real registry as the mirror, and Docker Hub out of reach',
    args: ['--image', 'app:1'],
    inject: async (host) => {
      await startRegistry(host, { tls: false });
      await host.shell(
        `echo '{"insecure-registries":["${PLAIN}"],"registry-mirrors":["http://${PLAIN}"]}' >/etc/docker/daemon.json; systemctl restart docker`,
      );
      await pushImage(host, `${PLAIN}/library/app:1`);
      await pullWorks(host, 'app:1');
    },
  }),
  defineHealthy({
    name: 'compose-project',
    title: 'a Compose file with names in variables, a profile and a container of its own',
    inject: async (host) => {
      await host.write(
        '/usr/local/lib/docker/cli-plugins/docker-compose',
        `#!/bin/sh\necho '{"SchemaVersion":"0.1.0","Vendor":"Lab","Version":"v2.20.0","ShortDescription":"Docker Compose"}'\n`,
      );
      await host.write(
        '/home/ada/compose.yaml',
        `services:
  web: { image: lab, container_name: web, networks: [front, own] }
  named: { image: lab, container_name: "\${NAME:-web}" }
  extra: { image: lab, container_name: web, profiles: [debug], networks: [other] }
networks: { front: { external: true, name: shared }, own: {}, other: { external: true } }
`,
      );
      await host.shell(`
        chmod +x /usr/local/lib/docker/cli-plugins/docker-compose; docker network create shared
        tar -c -C / bin/busybox | docker import - lab >/dev/null
        docker create --name web --log-opt max-size=1m --label com.docker.compose.project=ada lab /bin/busybox true`);
    },
  }),
];
