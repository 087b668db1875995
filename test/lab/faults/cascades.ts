import { defineFault, type Fault } from '../fault.ts';
import type { As } from '../host.ts';

/** One thing breaks, systemd tries by itself and gives up, and clients keep asking: as a user finds it some time later. */
const SETTLE = `
  for n in $(seq 300); do
    [ "$(systemctl is-active docker.socket)" = failed ] && break
    timeout 5 docker version >/dev/null 2>&1 || true; sleep 0.2
  done`;

interface Cascade {
  readonly title: string;
  readonly script: string;
  readonly roots: readonly string[];
  readonly echoes: readonly string[];
  readonly fix?: readonly string[];
  readonly on?: As;
}

const cascade = (name: string, { title, script, roots, echoes, fix, on }: Cascade): Fault =>
  defineFault({
    code: `cascade/${name}`,
    title,
    inject: async (host) => {
      await host.shell(script, [], { timeoutMs: 180_000 });
    },
    expect: { roots, echoes, ...(fix === undefined ? {} : { fix }) },
    ...(on === undefined ? {} : { on }),
  });

export default [
  cascade('disk-full', {
    title: 'the data root is full, the engine fails until systemd gives up, and its socket is dead',
    script: `
      systemctl stop docker.socket docker.service
      truncate -s 96M /disk.img; mkfs.ext4 -q -F -m 0 /disk.img; mount -o loop /disk.img /var/lib/docker
      systemctl start docker.socket docker.service; systemctl stop docker.socket docker.service
      for size in 1M 4k; do dd if=/dev/zero of=/var/lib/docker/filler.$size bs=$size status=none 2>/dev/null && exit 1; done
      systemctl start docker.socket; systemctl start docker.service && exit 1; ${SETTLE}`,
    roots: ['disk-data-root-full'],
    echoes: ['unit-start-limit', 'sock-stale-refused'],
  }),
  cascade('disk-read-only', {
    title: 'the data root became read-only, the engine was restarted in vain, and systemd has given up',
    script: `
      systemctl stop docker.socket docker.service
      truncate -s 96M /disk.img; mkfs.ext4 -q -F -m 0 /disk.img; mount -o loop /disk.img /var/lib/docker
      systemctl start docker.socket docker.service; systemctl stop docker.service
      mount -o remount,ro /var/lib/docker; systemctl start docker.service && exit 1; ${SETTLE}`,
    roots: ['storage-readonly'],
    echoes: ['unit-start-limit', 'sock-stale-refused'],
  }),
  cascade('config-broken', {
    title: 'daemon.json was edited wrongly, and everything behind the engine is dead; looked at by root',
    script: `
      mkdir -p /etc/docker; printf '{\\n  "dns": ["10.99.0.2"]\\n  "debug": true\\n}\\n' >/etc/docker/daemon.json
      systemctl restart docker.service && exit 1; ${SETTLE}`,
    roots: ['djson-invalid-json'],
    echoes: ['unit-start-limit', 'sock-stale-refused'],
    on: { user: 'root' },
  }),
  cascade('group-deleted', {
    title: 'the group docker was deleted, docker.socket cannot make its socket, docker.service cannot start',
    script: `
      systemctl stop docker.service docker.socket; rm -f /run/docker.sock; groupdel docker
      systemctl start docker.service && exit 1; true`,
    roots: ['socket-unit-216-group'],
    echoes: ['unit-start-limit'],
  }),
  cascade('containerd-masked', {
    title: 'containerd is masked, the engine waits for it in vain until systemd gives up',
    script: `
      sed -i 's|^ExecStart=.*|ExecStart=/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock|' /lib/systemd/system/docker.service
      systemctl stop docker.service docker.socket; systemctl mask --now containerd.service; rm -f /run/containerd/containerd.sock
      mkdir -p /etc/systemd/system/docker.service.d; printf '[Service]\\nTimeoutStartSec=4\\nTimeoutStopSec=1\\n' >/etc/systemd/system/docker.service.d/patience.conf
      systemctl daemon-reload; systemctl start docker.socket; systemctl start docker.service && exit 1; ${SETTLE}`,
    roots: ['containerd-unreachable'],
    echoes: ['unit-start-limit'],
    fix: ['containerd-unreachable'],
  }),
  cascade('pid-file', {
    title: 'a pid file of a former boot names another process, and the engine refuses to start',
    script: `
      systemctl stop docker.service; pgrep -x dbus-daemon >/run/docker.pid
      systemctl start docker.service && exit 1; ${SETTLE}`,
    roots: ['daemon-pidfile-stale'],
    echoes: ['unit-start-limit', 'sock-stale-refused'],
    fix: ['daemon-pidfile-stale'],
  }),
  cascade('port-taken', {
    title: 'a program took the TCP port of the engine, which fails until systemd gives up',
    script: `
      systemctl stop docker.service; systemd-run --unit=thief socat TCP-LISTEN:2375,bind=127.0.0.1,fork,reuseaddr EXEC:cat
      mkdir -p /etc/systemd/system/docker.service.d
      printf '[Service]\\nExecStart=\\nExecStart=/usr/sbin/dockerd -H fd:// -H tcp://127.0.0.1:2375\\n' >/etc/systemd/system/docker.service.d/tcp.conf
      systemctl daemon-reload; systemctl start docker.service && exit 1; ${SETTLE}`,
    roots: ['daemon-listener-in-use'],
    echoes: ['unit-start-limit', 'sock-stale-refused'],
  }),
  cascade('disk-not-mounted', {
    title: 'the disk of the data root is gone, docker.service waits for it in vain, and its socket is dead',
    script: `
      systemctl stop docker.socket docker.service; mkdir -p /srv/data /etc/docker
      echo '/gone.img /srv/data ext4 loop 0 0' >>/etc/fstab
      echo '{ "data-root": "/srv/data/docker" }' >/etc/docker/daemon.json
      mkdir -p /etc/systemd/system/docker.service.d
      printf '[Unit]\\nRequiresMountsFor=/srv/data\\n' >/etc/systemd/system/docker.service.d/disk.conf
      systemctl daemon-reload; systemctl start docker.service && exit 1; ${SETTLE}`,
    roots: ['storage-root-not-mounted'],
    echoes: ['sock-stale-refused'],
  }),
  cascade('user-outside', {
    title: 'a user outside the group: refused by the socket, and nothing behind it can be looked at',
    script: 'true',
    roots: ['group-user-missing'],
    echoes: ['sock-denied'],
    on: { user: 'bob' },
  }),
];
