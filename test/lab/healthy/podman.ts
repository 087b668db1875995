import { defineHealthy } from '../fault.ts';
import { withoutDocker } from '../podman-host.ts';

export default [
  defineHealthy({
    name: 'podman-rootless',
    title: 'rootless Podman alone',
    inject: async (host) => {
      await withoutDocker(host);
      await host.shell('systemctl --user enable --now podman.socket; podman info', [], { user: 'ada' });
    },
  }),
  defineHealthy({
    name: 'podman-without-socket',
    title: 'Podman alone, without any socket',
    inject: async (host) => {
      await withoutDocker(host);
      await host.shell('systemctl disable --now podman.socket podman.service; rm -rf /run/podman');
    },
  }),
  defineHealthy({
    name: 'podman-at-dockers-path',
    title: "root's Podman serves Docker's path, open to the group docker (podman-docker)",
    inject: async (host) => {
      await withoutDocker(host);
      await host.write(
        '/etc/systemd/system/podman.socket.d/lab.conf',
        '[Socket]\nListenStream=\nListenStream=/run/docker.sock\nSocketGroup=docker\nSocketMode=0660\n',
      );
      await host.shell(
        'getent group docker || groupadd -r docker; usermod -aG docker ada; systemctl daemon-reload; systemctl restart podman.socket',
      );
    },
  }),
];
