import { defineHealthy } from '../fault.ts';

/** Lets through what only looks, as the usual proxies for monitoring do. */
const READ_ONLY_PROXY = `
import { createServer, request } from 'node:http';
createServer((asked, answer) => {
  if (asked.method !== 'GET' && asked.method !== 'HEAD') {
    answer.writeHead(403).end('Forbidden');
    return;
  }
  const passed = { socketPath: '/run/docker.sock', path: asked.url, method: asked.method, headers: asked.headers };
  request(passed, (reply) => reply.pipe(answer.writeHead(reply.statusCode, reply.headers))).end();
}).listen(2375, '127.0.0.1');
`;

export default [
  defineHealthy({
    name: 'read-only-proxy',
    title: 'DOCKER_HOST leads to a proxy that lets nobody create anything',
    inject: async (host) => {
      await host.write('/srv/proxy.mjs', READ_ONLY_PROXY);
      await host.shell(`
        systemd-run --unit=proxy /opt/dockmedic/node /srv/proxy.mjs
        for n in $(seq 100); do curl -sf http://127.0.0.1:2375/_ping && exit; sleep 0.1; done; exit 1`);
    },
    on: { user: 'bob', env: { DOCKER_HOST: 'tcp://127.0.0.1:2375' } },
  }),
  defineHealthy({
    name: 'iptables-legacy',
    title: 'the rules are made by iptables-legacy',
    inject: async (host) => {
      await host.shell(`
        systemctl stop docker.socket docker.service; iptables -t nat -F; iptables -t nat -X; iptables -F; iptables -X
        update-alternatives --set iptables /usr/sbin/iptables-legacy
        systemctl start docker.socket docker.service; iptables -V; iptables -t nat -S DOCKER`);
    },
  }),
  defineHealthy({
    name: 'iptables-nft',
    title: 'the rules are made by iptables-nft',
    inject: async (host) => {
      await host.shell(`
        systemctl stop docker.socket docker.service; iptables -t nat -F; iptables -t nat -X; iptables -F; iptables -X
        update-alternatives --set iptables /usr/sbin/iptables-nft
        systemctl start docker.socket docker.service; iptables -V; iptables -t nat -S DOCKER`);
    },
  }),
  defineHealthy({
    name: 'no-network',
    title: 'a machine without any network: no route, no name server',
    inject: async (host) => {
      await host.shell(
        'systemctl stop lab-resolver.service; ip link delete eth0; : >/etc/resolv.conf; systemctl restart docker.service',
      );
    },
  }),
  defineHealthy({
    name: 'two-contexts',
    title: 'contexts of other engines, one of them out of reach, and the default one is in use',
    inject: async (host) => {
      await host.shell(
        'docker context create gone --docker host=tcp://10.99.0.50:2375; docker context create desk --docker host=unix:///run/docker.sock',
        [],
        { user: 'ada' },
      );
    },
  }),
  defineHealthy({
    name: 'group-of-another-name',
    title: 'the engine belongs to another group than docker',
    inject: async (host) => {
      await host.write('/etc/docker/daemon.json', '{ "group": "containers" }\n');
      await host.write(
        '/etc/systemd/system/docker.socket.d/group.conf',
        '[Socket]\nSocketGroup=containers\n',
      );
      await host.shell(`
        systemctl stop docker.socket docker.service; groupadd containers; usermod -aG containers ada; groupdel docker
        systemctl daemon-reload; systemctl start docker.socket docker.service`);
    },
  }),
  defineHealthy({
    name: 'by-root',
    title: 'root looks, through sudo, as where nobody is in the group docker',
    inject: async (host) => {
      await host.shell('gpasswd --delete ada docker');
    },
    on: { user: 'root', env: { SUDO_USER: 'ada', SUDO_UID: '1000', SUDO_GID: '1000' } },
  }),
  defineHealthy({
    name: 'busy',
    title: 'forty containers, most of them ended, some paused or restarting',
    inject: async (host) => {
      await host.shell(
        `tar -C / -c bin/busybox | docker import - lab >/dev/null
         for n in $(seq 30); do docker create --log-opt max-size=1m lab /bin/busybox true >/dev/null; done
         for n in $(seq 8); do docker run -d --log-opt max-size=1m lab /bin/busybox sleep 3600 >/dev/null; done
         docker pause $(docker ps -q | head -n 2); docker run -d --restart=always --log-opt max-size=1m lab /bin/busybox false`,
        [],
        { user: 'ada', timeoutMs: 120_000 },
      );
    },
  }),
];
