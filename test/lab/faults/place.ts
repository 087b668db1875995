import { defineFault, type Fault } from '../fault.ts';
import type { LabHost } from '../host.ts';

const IMAGE = 'tar -C / -c bin/busybox | docker import - lab >/dev/null';

/** Gives the engine an empty data root in memory, mounted so. */
const onTmpfs =
  (options: string, daemonJson: string, before = ''): ((host: LabHost) => Promise<void>) =>
  async (host) => {
    await host.write('/etc/docker/daemon.json', `${daemonJson}\n`);
    await host.shell(`
      systemctl stop docker.socket docker.service; ${before}
      mount -t tmpfs -o size=512M,${options} none /var/lib/docker
      systemctl start docker.socket docker.service`);
  };

const unitOf = (lines: readonly string[]): string => `[Service]\n${lines.join('\n')}\n`;
const DROP_IN = '/etc/systemd/system/docker.service.d/lab.conf';

/** dockerd, started by its unit with these lines, does not come up. */
const inVain = (code: string, title: string, lines: readonly string[], user: string): Fault =>
  defineFault({
    code,
    title,
    engines: 'all',
    inject: async (host) => {
      await host.write(DROP_IN, unitOf(lines));
      await host.shell('systemctl stop docker.service docker.socket; systemctl daemon-reload');
      await host.inVain('systemctl start docker.service');
    },
    on: { user },
    expect: { roots: [code.split('/')[0] ?? code] },
  });

const second = (form: string, user: string): Fault =>
  defineFault({
    code: `storage-metadata-db-locked/${form}`,
    title: `a second dockerd, started by hand, holds the data root; looked at by ${user}`,
    engines: 'all',
    inject: async (host) => {
      await host.shell(`
        systemctl stop docker.socket docker.service
        systemd-run --unit=second dockerd --exec-root=/run/second --pidfile=/run/second.pid --host=unix:///run/second.sock --containerd=/run/containerd/containerd.sock
        for n in $(seq 100); do curl -sf --unix-socket /run/second.sock http://docker/_ping && exit; sleep 0.2; done; journalctl -u second -n 20; exit 1`);
      await host.inVain('systemctl start docker.service');
    },
    on: { user },
    expect: { roots: ['storage-metadata-db-locked'] },
  });

export default [
  defineFault({
    code: 'sock-open-to-all',
    title: 'somebody made the socket of the engine open to everybody',
    engines: 'all',
    inject: async (host) => {
      await host.shell('chmod 666 /run/docker.sock');
    },
    on: { user: 'ada' },
    expect: { roots: ['sock-open-to-all'], exitCode: 0, fix: ['sock-open-to-all'] },
  }),
  defineFault({
    code: 'storage-nfs-or-noexec/overlay',
    title: 'the data root is mounted noexec: containers run, programs in volumes do not',
    engines: 'all',
    inject: async (host) => {
      await onTmpfs('noexec', '{}')(host);
      await host.shell(`${IMAGE}; docker run --rm lab /bin/busybox true
        ! docker run --rm -v data:/data lab /bin/busybox sh -c 'cp /bin/busybox /data; /data/busybox true'`);
    },
    expect: { roots: [], remarks: ['storage-nfs-or-noexec'] },
  }),
  defineFault({
    code: 'storage-nfs-or-noexec/vfs',
    title: 'the same with the storage driver vfs: no container runs',
    engines: 'all',
    inject: onTmpfs('noexec', '{ "storage-driver": "vfs" }'),
    expect: { roots: ['storage-nfs-or-noexec'], echoes: ['round-trip-failed'] },
  }),
  second('by-root', 'root'),
  second('journal-closed', 'ada'),
  defineFault({
    code: 'storage-layer-corrupt',
    title: 'the directory of one layer was removed by hand from the data root',
    engines: 'all',
    inject: async (host) => {
      await host.shell(`${IMAGE}; tar -C / -c bin/busybox etc/hostname | docker import - sound >/dev/null
        diff=$(docker image inspect --format '{{ .GraphDriver.Data.UpperDir }}' lab); rm -r "\${diff%/diff}"`);
    },
    expect: { roots: ['storage-layer-corrupt'], exitCode: 0 },
  }),
  defineFault({
    code: 'storage-containerd-image-store',
    title: "the engine was switched to containerd's image store, and its images are gone from sight",
    engines: ['28'],
    inject: async (host) => {
      await host.shell(IMAGE);
      await host.write('/etc/docker/daemon.json', '{ "features": { "containerd-snapshotter": true } }\n');
      // The lab's own root is an overlay, on which no other can be mounted.
      await host.shell(
        'mount -t tmpfs tmpfs /var/lib/containerd; systemctl restart containerd.service docker.service; docker images -q | wc -l | grep -qx 0',
      );
    },
    on: { user: 'root' },
    expect: { roots: ['storage-containerd-image-store'], exitCode: 0 },
  }),
  inVain(
    'daemon-bind-address-absent',
    'docker.service is given a TCP address that the host does not have',
    ['ExecStart=', 'ExecStart=/usr/sbin/dockerd -H fd:// -H tcp://192.0.2.1:2375'],
    'ada',
  ),
  inVain(
    'daemon-umask-denied',
    'a filter of system calls in docker.service forbids umask; looked at by root',
    ['SystemCallFilter=~umask', 'SystemCallErrorNumber=EPERM'],
    'root',
  ),
  defineFault({
    code: 'socket-unit-bad-listen',
    title: 'a drop-in gives docker.socket an address that is none',
    engines: 'all',
    inject: async (host) => {
      await host.write(
        '/etc/systemd/system/docker.socket.d/lab.conf',
        '[Socket]\nListenStream=\nListenStream=docker.sock\n',
      );
      await host.shell('systemctl stop docker.service docker.socket; systemctl daemon-reload');
      await host.inVain('systemctl start docker.service');
    },
    expect: { roots: ['socket-unit-bad-listen'] },
  }),
  defineFault({
    code: 'swarm-not-manager/locked',
    title: 'the swarm locks itself, and the engine was restarted',
    engines: 'all',
    inject: async (host) => {
      await host.shell(
        'docker swarm init --autolock --advertise-addr 10.99.0.2 >/dev/null; systemctl restart docker.service; ! docker node ls',
      );
    },
    expect: { roots: ['swarm-not-manager'], exitCode: 0 },
  }),
  defineFault({
    code: 'mount-not-shared',
    title: 'a container shares a mount that is private on the host',
    engines: 'all',
    inject: async (host) => {
      await host.shell(`${IMAGE}; mkdir /srv/agent; mount --bind /srv/agent /srv/agent; mount --make-private /srv/agent
        ! docker run -d --name agent -v /srv/agent:/agent:shared lab /bin/busybox sleep 3600`);
    },
    expect: { roots: ['mount-not-shared'], exitCode: 0 },
  }),
  defineFault({
    code: 'port-bind-address-absent',
    title: 'a container publishes its port on an address that the host does not have',
    engines: 'all',
    inject: async (host) => {
      await host.shell(`${IMAGE}; ! docker run -d --name web -p 192.0.2.7:80:80 lab /bin/busybox sleep 3600`);
    },
    expect: { roots: ['port-bind-address-absent'], exitCode: 0 },
  }),
];
