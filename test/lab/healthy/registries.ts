import { defineHealthy } from '../fault.ts';

export default [
  defineHealthy({
    name: 'proxied-session',
    title: 'an https_proxy in the session; the engine, on a socket, has the same and reaches it',
    inject: async (host) => {
      await host.shell(
        `systemd-run --quiet --unit=lab-proxy socat TCP-LISTEN:3128,fork,reuseaddr,bind=10.99.0.2 SYSTEM:true
         mkdir -p /etc/systemd/system/docker.service.d
         printf '[Service]\\nEnvironment="HTTPS_PROXY=http://10.99.0.2:3128"\\n' >/etc/systemd/system/docker.service.d/http-proxy.conf
         systemctl daemon-reload; systemctl restart docker.service`,
      );
    },
    on: { env: { https_proxy: 'http://10.99.0.2:3128' } },
  }),
  defineHealthy({
    name: 'insecure-registry',
    title:
      'a registry on HTTP that the engine was told of, and a credential helper that only hands out passwords',
    inject: async (host) => {
      await host.shell(`
        systemd-run --quiet --unit=lab-registry /opt/dockmedic/node -e "require('http').createServer((q, r) => r.end()).listen(5000, '10.99.0.2')"
        echo '{"insecure-registries":["10.99.0.2:5000"],"registry-mirrors":["http://10.99.0.2:5000"]}' >/etc/docker/daemon.json
        systemctl reload docker; sleep 0.5
        tar -c -C / bin/busybox | docker import - 10.99.0.2:5000/app:1 >/dev/null
        printf '#!/bin/sh\\necho "list is not implemented"\\nexit 1\\n' >/usr/local/bin/docker-credential-lab
        chmod 755 /usr/local/bin/docker-credential-lab`);
      await host.shell(
        'mkdir -p ~/.docker; echo \'{"credHelpers":{"10.99.0.2:5000":"lab"}}\' >~/.docker/config.json',
        [],
        { user: 'ada' },
      );
    },
  }),
];
