import { defineFault, type Fault } from '../fault.ts';
import type { As, LabHost } from '../host.ts';

/** Worth knowing, and no fault: the host stays healthy. */
const remark = (
  code: string,
  title: string,
  inject: (host: LabHost) => Promise<unknown>,
  on?: As,
  more: Partial<Fault['expect']> = {},
): Fault =>
  defineFault({
    code,
    title,
    inject: async (host) => {
      await inject(host);
    },
    expect: { roots: [], remarks: [code.split('/')[0] ?? code], ...more },
    ...(on === undefined ? {} : { on }),
  });

const SECOND = `
  ip link add br-second type bridge; ip address add 10.200.0.1/24 dev br-second; ip link set br-second up
  mkdir -p /srv/second
  systemd-run --unit=second dockerd --bridge=br-second --data-root=/srv/second/data --exec-root=/run/second --pidfile=/run/second.pid --host=unix:///run/second.sock --group=docker
  for n in $(seq 100); do curl -sf --unix-socket /run/second.sock http://docker/_ping && exit; sleep 0.2; done; journalctl -u second -n 20; exit 1`;

export default [
  remark(
    'dockerhost-overrides-context',
    'DOCKER_HOST is set, although a context was chosen',
    (host) =>
      host.shell(
        'docker context create desk --docker host=unix:///run/docker.sock; docker context use desk',
        [],
        { user: 'ada' },
      ),
    { env: { DOCKER_HOST: 'unix:///var/run/docker.sock' } },
  ),
  remark(
    'engines-two-installed',
    'a second dockerd with a bridge and a data root of its own, reached by a context',
    async (host) => {
      await host.shell(SECOND);
      await host.shell('docker context create second --docker host=unix:///run/second.sock', [], {
        user: 'ada',
      });
    },
  ),
  remark(
    'desktop-vs-engine-images',
    'a context leads to a second, empty dockerd, and what was there before is with the first',
    async (host) => {
      await host.shell(`tar -C / -c bin/busybox | docker import - before >/dev/null; ${SECOND}`);
      await host.shell(
        'docker context create second --docker host=unix:///run/second.sock; docker context use second',
        [],
        { user: 'ada' },
      );
    },
  ),
  remark(
    'sock-desktop-default-disabled',
    "the engine listens in the user's home, as Docker Desktop does, and /var/run/docker.sock is missing",
    async (host) => {
      await host.shell(`
        mkdir -p ~ada/.docker/desktop; chown -R ada: ~ada/.docker
        systemctl disable --now docker.socket docker.service; rm -f /run/docker.sock
        sed '/docker.socket/d; s|^ExecStart=.*|ExecStart=/usr/sbin/dockerd -H unix:///home/ada/.docker/desktop/docker.sock|' /lib/systemd/system/docker.service >/etc/systemd/system/docker.service
        systemctl daemon-reload; systemctl enable --now docker.service`);
      await host.shell(
        'docker context create desktop-linux --docker host=unix:///home/ada/.docker/desktop/docker.sock; docker context use desktop-linux',
        [],
        { user: 'ada' },
      );
    },
  ),
  remark('net-bridge-nf-off', 'bridge-nf-call-iptables is 0 under a running engine', (host) =>
    host.shell('echo 0 >/proc/sys/net/bridge/bridge-nf-call-iptables'),
  ),
  remark('swap-limit-warning', 'the memory controller is off, as on a Raspberry Pi', (host) =>
    host.shell('umount /sys/fs/cgroup/memory; systemctl restart docker.service'),
  ),
  remark('engine-equals-root', 'ada is in the group docker, as on most hosts', () => Promise.resolve()),
  remark('perf-storage-driver', 'the engine is told to use vfs, where overlays would do', async (host) => {
    await host.write('/etc/docker/daemon.json', '{ "storage-driver": "vfs" }\n');
    await host.shell('systemctl restart docker.service');
  }),
  remark(
    'perf-build-cache-lost',
    'the Dockerfile of the directory copies .git, and commands follow',
    (host) =>
      host.shell('mkdir .git; printf "FROM scratch\\nCOPY . /\\nRUN make\\n" >Dockerfile', [], {
        user: 'ada',
      }),
  ),
  remark(
    'disk-logs-unbounded/roomy',
    'a running container writes a log without a limit',
    (host) =>
      host.shell(
        'tar -C / -c bin/busybox | docker import - lab >/dev/null; docker run -d --name chatty lab /bin/busybox sleep 3600',
        [],
        { user: 'ada' },
      ),
    undefined,
    { fix: ['disk-logs-unbounded'] },
  ),
  remark(
    'daemon-nofile-infinity',
    'containerd.service hands down as many open files as the kernel allows',
    async (host) => {
      await host.shell(`
        [ "$(cat /proc/sys/fs/nr_open)" -gt 1048576 ]; [ "$(systemctl show -P LimitNOFILE containerd)" = infinity ]`);
    },
    undefined,
    { fix: ['daemon-nofile-infinity'] },
  ),
];
