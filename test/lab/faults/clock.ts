import { defineFault } from '../fault.ts';

/** In front of the engine, as the forwarder of a virtual machine: in what it says of itself the time is five hours old. */
const FORWARDER = `const net = require('net'), http = require('http');
  const socketPath = '/run/docker.sock';
  const told = (path, answer) => http.get({ socketPath, path }, (reply) => {
    let body = '';
    reply.on('data', (part) => { body += part; }).on('end', () => {
      const info = JSON.parse(body);
      info.SystemTime = new Date(Date.parse(info.SystemTime) - 5 * 3600 * 1000).toISOString();
      const text = JSON.stringify(info);
      answer('HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Type: application/json\\r\\nContent-Length: ' + Buffer.byteLength(text) + '\\r\\n\\r\\n' + text);
    });
  });
  net.createServer((client) => {
    client.on('error', () => client.destroy());
    client.once('data', (head) => {
      const path = /^GET (\\S*\\/info) /.exec(head.toString())?.[1];
      if (path !== undefined) return void told(path, (text) => client.end(text));
      const engine = net.connect(socketPath);
      engine.on('error', () => client.destroy());
      engine.write(head);
      client.pipe(engine).pipe(client);
    });
  }).listen('/run/vm.sock', () => require('child_process').execSync('chgrp docker /run/vm.sock; chmod 660 /run/vm.sock'));`;

export default [
  defineFault({
    code: 'clock-skew/engine',
    title:
      'the engine of a virtual machine that slept: a forwarder before it sets the time that it tells back',
    inject: async (host) => {
      await host.shell(
        `systemd-run --quiet --unit=vm /opt/dockmedic/node -e "$1"
         for n in $(seq 50); do [ -S /run/vm.sock ] && exit; sleep 0.1; done; exit 1`,
        [FORWARDER],
      );
    },
    on: { env: { DOCKER_HOST: 'unix:///run/vm.sock' } },
    expect: { roots: ['clock-skew'], exitCode: 0 },
  }),
  defineFault({
    code: 'clock-skew/registry',
    title: 'the mirror of the engine dates its answers two days later than this host',
    inject: async (host) => {
      await host.shell(
        `systemd-run --quiet --unit=mirror /opt/dockmedic/node -e "$1"
         for n in $(seq 50); do ss -Hltn 'sport = :5000' | grep -q . && break; sleep 0.1; done
         mkdir -p /etc/docker; echo '{ "registry-mirrors": ["http://10.99.0.2:5000"] }' >/etc/docker/daemon.json
         systemctl reload docker; sleep 0.5`,
        [
          `require('http').createServer((q, r) => { r.setHeader('Date', new Date(Date.now() + 2 * 86400000).toUTCString()); r.end('{}'); }).listen(5000, '10.99.0.2')`,
        ],
      );
    },
    expect: { roots: ['clock-skew'], exitCode: 0 },
  }),
];
