import { defineFault } from '../fault.ts';

/** Lets all through but removals, as a proxy with a list of allowed methods does. */
const NO_REMOVALS = `
import { createServer, request } from 'node:http';
createServer((asked, answer) => {
  if (asked.method === 'DELETE') {
    answer.writeHead(403).end('Forbidden');
    return;
  }
  const passed = { socketPath: '/run/docker.sock', path: asked.url, method: asked.method, headers: asked.headers };
  const on = request(passed, (reply) => {
    answer.writeHead(reply.statusCode, reply.headers).flushHeaders();
    reply.pipe(answer);
  });
  asked.pipe(on);
}).listen(2375, '127.0.0.1');
`;

export default [
  defineFault({
    code: 'container-stuck-removal',
    title: 'docker rm cannot delete the files of a container, which stays behind dead',
    inject: async (host) => {
      await host.shell(`
        systemctl stop docker.socket docker.service
        truncate -s 256M /disk.img; mkfs.ext4 -q -F /disk.img; mount -o loop /disk.img /var/lib/docker
        systemctl start docker.socket docker.service; tar -C / -c bin/busybox | docker import - lab >/dev/null
        id=$(docker create --name held lab /bin/busybox true); touch /var/lib/docker/containers/$id/backup.lock
        chattr +i /var/lib/docker/containers/$id/backup.lock; docker rm held && exit 1; docker ps -a`);
    },
    expect: { roots: ['container-stuck-removal'], exitCode: 0 },
  }),
  defineFault({
    code: 'round-trip-leftover',
    title: 'DOCKER_HOST leads to a proxy that lets nobody remove anything',
    inject: async (host) => {
      await host.write('/srv/proxy.mjs', NO_REMOVALS);
      await host.shell(`
        systemd-run --unit=proxy /opt/dockmedic/node /srv/proxy.mjs
        for n in $(seq 100); do curl -sf http://127.0.0.1:2375/_ping && exit; sleep 0.1; done; exit 1`);
    },
    on: { user: 'bob', env: { DOCKER_HOST: 'tcp://127.0.0.1:2375' } },
    expect: { roots: ['round-trip-leftover', 'round-trip-leftover'], exitCode: 0 },
  }),
];
