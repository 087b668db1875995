import { defineFault } from '../fault.ts';
import type { LabHost } from '../host.ts';
import { startInner } from '../inner.ts';

const SOCKET = '--volume=/run/docker.sock:/run/docker.sock';

/** A dockerd in a container that may do what it needs, and has no volume for its data. */
const startEngine = async (host: LabHost, options: readonly string[] = []): Promise<void> => {
  await startInner(host, 'job', [
    ...['--cap-add=SYS_ADMIN', '--cap-add=NET_ADMIN', '--security-opt=seccomp=unconfined'],
    ...['--security-opt=apparmor=unconfined', '--security-opt=systempaths=unconfined'],
    ...['--device-cgroup-rule=a *:* rwm', '--volume=/sys/fs/cgroup:/sys/fs/cgroup:rw'],
    ...options,
  ]);
  await host.shell(`
    docker exec --detach job sh -c 'exec dockerd --bridge=none --iptables=false >/tmp/log 2>&1'
    for n in $(seq 100); do docker exec job curl -sf --unix-socket /run/docker.sock http://docker/_ping >/dev/null && exit; sleep 0.2; done
    docker exec job tail -n 20 /tmp/log; exit 1`);
};

export default [
  defineFault({
    code: 'container-socket-group',
    title: "the socket is mounted into a container whose user has not the number of the host's group docker",
    engines: 'all',
    inject: async (host) => {
      await startInner(host, 'job', [SOCKET, '--user=1000:1000']);
    },
    on: { inside: 'job' },
    expect: { roots: ['container-socket-group'] },
  }),
  defineFault({
    code: 'dood-path-confusion',
    title: 'a job with the socket mounted gives another container a path of its own',
    engines: 'all',
    inject: async (host) => {
      await startInner(host, 'job', [SOCKET, '--workdir=/builds/x']);
      await host.shell(
        'sleep 1; docker exec job docker run --detach --name=sibling --network=none -v /builds/x/data:/data -v /usr:/usr:ro job sleep infinity',
      );
    },
    on: { inside: 'job' },
    // Disk and control groups of the engine's host cannot be seen from there: not verified, and so neither healthy nor broken.
    expect: { roots: ['dood-path-confusion'], exitCode: 3, remarks: ['inside-container'] },
  }),
  defineFault({
    code: 'dind-not-privileged',
    title: 'dockerd was started in a container without --privileged',
    engines: 'all',
    inject: async (host) => {
      await startInner(host, 'job');
      await host.inVain('timeout 30 docker exec job dockerd');
    },
    on: { inside: 'job' },
    expect: { roots: ['dind-not-privileged'] },
  }),
  defineFault({
    code: 'dind-overlay-on-overlay/copies',
    title: "dockerd in a container keeps its data on the container's own overlay, and copies",
    inject: (host) => startEngine(host, ['--volume=/dev/null:/usr/bin/fuse-overlayfs:ro']),
    on: { inside: 'job' },
    expect: { roots: ['dind-overlay-on-overlay'], exitCode: 0 },
  }),
  defineFault({
    code: 'dind-overlay-on-overlay/fuse',
    title: 'as before, with a fuse-overlayfs that lacks its device',
    inject: (host) => startEngine(host),
    on: { inside: 'job' },
    expect: { roots: ['dind-overlay-on-overlay'], echoes: ['round-trip-failed'] },
  }),
  defineFault({
    code: 'dind-host-unresolved',
    title: 'a job of a CI is to use tcp://docker:2375, and has no such service',
    engines: 'all',
    inject: async (host) => {
      // The name server of this host knows every name.
      await host.shell("sed -i 's/^hosts:.*/hosts: files/' /etc/nsswitch.conf");
    },
    on: { env: { CI: 'true', DOCKER_HOST: 'tcp://docker:2375' } },
    expect: { roots: ['dind-host-unresolved'] },
  }),
  defineFault({
    code: 'dind-tls-port/other-port',
    title: 'a job asks port 2375, and the engine listens on 2376 with TLS',
    engines: 'all',
    inject: async (host) => {
      await host.shell(`
        cd /root; openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=docker -keyout key.pem -out cert.pem 2>/dev/null
        echo 127.0.0.1 docker >>/etc/hosts
        mkdir -p /etc/systemd/system/docker.service.d
        printf '[Service]\\nExecStart=\\nExecStart=/usr/sbin/dockerd -H fd:// -H tcp://127.0.0.1:2376 --tlsverify --tlscacert=/root/cert.pem --tlscert=/root/cert.pem --tlskey=/root/key.pem\\n' >/etc/systemd/system/docker.service.d/tls.conf
        systemctl daemon-reload; systemctl restart docker.service`);
    },
    on: { env: { CI: 'true', DOCKER_HOST: 'tcp://docker:2375' } },
    expect: { roots: ['dind-tls-port'] },
  }),
  defineFault({
    code: 'dind-tls-port/no-certificates',
    title: 'a job is told to use TLS, and the certificates are not shared with it',
    inject: async (host) => {
      await host.shell('echo 127.0.0.1 docker >>/etc/hosts');
    },
    on: {
      env: {
        CI: 'true',
        DOCKER_HOST: 'tcp://docker:2376',
        DOCKER_TLS_VERIFY: '1',
        DOCKER_CERT_PATH: '/certs/client',
      },
    },
    expect: { roots: ['dind-tls-port'] },
  }),
];
