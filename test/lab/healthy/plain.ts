import { defineHealthy } from '../fault.ts';

export default [
  defineHealthy({
    name: 'japanese',
    title: 'a Japanese environment (LANG=ja_JP.UTF-8)',
    engines: 'all',
    inject: async (host) => {
      await host.shell('printf "LANG=ja_JP.UTF-8\\n" >/etc/default/locale');
    },
    on: { env: { LANG: 'ja_JP.UTF-8', LANGUAGE: 'ja', LC_ALL: 'ja_JP.UTF-8' } },
  }),
  defineHealthy({
    name: 'german',
    title: 'a German environment (LC_ALL=de_DE.UTF-8)',
    engines: 'all',
    inject: () => Promise.resolve(),
    on: { env: { LC_ALL: 'de_DE.UTF-8' } },
  }),
  defineHealthy({
    name: 'socket-activated',
    title: 'docker.service sleeps until its socket is used',
    engines: 'all',
    inject: async (host) => {
      await host.shell('systemctl stop docker.service; systemctl is-active docker.socket');
    },
  }),
  defineHealthy({
    name: 'by-hand',
    title: 'dockerd was started by hand, its units are off',
    engines: 'all',
    inject: async (host) => {
      await host.shell(`
        systemctl disable --now docker.socket docker.service; rm -f /run/docker.sock
        setsid dockerd </dev/null >/var/log/dockerd.log 2>&1 &
        for n in $(seq 200); do curl -sf --unix-socket /run/docker.sock http://docker/_ping && exit; sleep 0.1; done; exit 1`);
    },
  }),
  defineHealthy({
    name: 'other-socket',
    title: 'the engine listens elsewhere, and a context leads there',
    engines: 'all',
    inject: async (host) => {
      // docker.service requires docker.socket, and a drop-in cannot take that back: the unit is written anew.
      await host.shell(`
        mkdir -p /srv/engine; systemctl disable --now docker.socket docker.service; rm -f /run/docker.sock
        sed '/docker.socket/d; s|^ExecStart=.*|ExecStart=/usr/sbin/dockerd -H unix:///srv/engine/docker.sock|' /lib/systemd/system/docker.service >/etc/systemd/system/docker.service
        systemctl daemon-reload; systemctl enable --now docker.service`);
      await host.shell(
        'docker context create elsewhere --docker host=unix:///srv/engine/docker.sock; docker context use elsewhere',
        [],
        { user: 'ada' },
      );
    },
  }),
  defineHealthy({
    name: 'own-data-root',
    title: 'the data root is a file system of its own',
    engines: 'all',
    inject: async (host) => {
      await host.shell(`
        systemctl stop docker.socket docker.service
        truncate -s 512M /disk.img; mkfs.ext4 -q -F /disk.img; mount -o loop /disk.img /var/lib/docker
        systemctl start docker.socket docker.service`);
    },
  }),
];
