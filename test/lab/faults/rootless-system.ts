import { defineFault } from '../fault.ts';
import { withoutDocker } from '../podman-host.ts';
import { rootlessDocker } from '../rootless-host.ts';

// A container has this at 0, and a machine at 1024; it belongs to the network of the host alone.
const LOW_PORTS = 'echo 1024 >/proc/sys/net/ipv4/ip_unprivileged_port_start';
const OWN_SOCKET = { DOCKER_HOST: 'unix:///run/user/1000/docker.sock' };

export default [
  defineFault({
    code: 'userns-disabled',
    title:
      'a user.max_user_namespaces of 0 is mounted over that of the kernel; Podman, which asks the kernel itself, still works',
    inject: async (host) => {
      await withoutDocker(host);
      await host.shell('echo 0 >/namespaces; mount --bind /namespaces /proc/sys/user/max_user_namespaces');
    },
    expect: { roots: ['userns-disabled'], exitCode: 0 },
  }),
  defineFault({
    code: 'rootless-no-linger',
    title: 'a service of the user runs a container by Podman, and the user does not linger',
    inject: async (host) => {
      await withoutDocker(host);
      await host.shell(
        "mkdir -p ~/.config/containers/systemd; printf '[Container]\\nImage=web\\n' >~/.config/containers/systemd/web.container",
        [],
        { user: 'ada' },
      );
    },
    expect: { roots: [], remarks: ['rootless-no-linger'], fix: ['rootless-no-linger'] },
  }),
  defineFault({
    code: 'rootless-low-port',
    title: 'a container of rootless Docker is to publish port 80',
    inject: async (host) => {
      await host.shell(LOW_PORTS);
      await rootlessDocker(host);
      await host.shell(
        `tar -C / -c bin/busybox | docker import - lab >/dev/null
         if docker run -d --name web -p 80:80 lab /bin/busybox sleep 600; then exit 1; fi; docker inspect web --format '{{.State.Error}}'`,
        [],
        { user: 'ada', env: OWN_SOCKET },
      );
    },
    on: { env: OWN_SOCKET },
    expect: { roots: ['rootless-low-port'], exitCode: 0 },
  }),
  defineFault({
    code: 'apparmor-userns-restricted',
    title:
      "rootlesskit in the user's home without a profile: the setting of Ubuntu is mounted into a /proc/sys/kernel, and a program in its place fails in its words, for the kernel here has no AppArmor",
    inject: async (host) => {
      await host.shell(`
        systemctl disable --now docker.socket docker.service; rm -f /run/docker.sock; loginctl enable-linger ada
        mkdir -p /kernel /etc/apparmor.d ~ada/bin
        cp /proc/sys/kernel/{hostname,ostype,osrelease,pid_max,overflowuid,overflowgid} /kernel
        echo 1 >/kernel/apparmor_restrict_unprivileged_userns; mount --bind /kernel /proc/sys/kernel
        printf '%s\\n' '#!/bin/sh' 'echo "[rootlesskit:parent] error: failed to start the child: fork/exec /proc/self/exe: operation not permitted" >&2' 'exit 1' >~ada/bin/rootlesskit
        chmod 755 ~ada/bin/rootlesskit; chown -R ada: ~ada/bin`);
    },
    on: { env: OWN_SOCKET },
    expect: { roots: ['apparmor-userns-restricted'], echoes: ['sock-missing'] },
  }),
];
