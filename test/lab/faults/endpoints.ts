import { defineFault } from '../fault.ts';

export default [
  defineFault({
    code: 'sock-parent-dir-denied',
    title: "DOCKER_HOST names root's Podman, whose directory is closed",
    inject: () => Promise.resolve(),
    on: { env: { DOCKER_HOST: 'unix:///run/podman/podman.sock' } },
    expect: { roots: ['sock-parent-dir-denied'] },
  }),
  defineFault({
    code: 'endpoint-unreachable',
    title: 'DOCKER_HOST names a host that does not answer, and no engine runs here',
    inject: async (host) => {
      await host.shell('systemctl disable --now docker.socket docker.service; rm -f /run/docker.sock');
    },
    on: { env: { DOCKER_HOST: 'tcp://10.99.0.50:2375' } },
    expect: { roots: ['endpoint-unreachable'] },
  }),
  defineFault({
    code: 'tls-plain-to-tls',
    title: 'the engine speaks TLS, DOCKER_HOST asks it without',
    engines: 'all',
    inject: async (host) => {
      await host.shell(`
        cd /root; openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout key.pem -out cert.pem 2>/dev/null
        mkdir -p /etc/systemd/system/docker.service.d
        printf '[Service]\\nExecStart=\\nExecStart=/usr/sbin/dockerd -H fd:// -H tcp://127.0.0.1:2376 --tlsverify --tlscacert=/root/cert.pem --tlscert=/root/cert.pem --tlskey=/root/key.pem\\n' >/etc/systemd/system/docker.service.d/tls.conf
        systemctl daemon-reload; systemctl restart docker.service`);
    },
    on: { env: { DOCKER_HOST: 'tcp://127.0.0.1:2376' } },
    expect: { roots: ['tls-plain-to-tls'] },
  }),
  defineFault({
    code: 'dns-loopback-stub',
    title: 'the resolver listens on 127.0.0.53 alone, which no container reaches',
    engines: 'all',
    inject: async (host) => {
      await host.shell(`
        systemctl stop lab-resolver.service
        systemd-run --unit=stub /opt/dockmedic/node /opt/dockmedic/resolver.mjs 127.0.0.53
        echo nameserver 127.0.0.53 >/etc/resolv.conf; sleep 0.5`);
    },
    expect: { roots: ['dns-loopback-stub'] },
  }),
  defineFault({
    code: 'dns-loopback-stub/upstream',
    title: 'the resolver listens on 127.0.0.1 alone, and systemd-resolved knows whom it asks',
    engines: 'all',
    inject: async (host) => {
      await host.shell(`
        server=$(awk '/^nameserver/ { print $2; exit }' /etc/resolv.conf); [ "$server" != 127.0.0.1 ]
        systemd-run --unit=stub /opt/dockmedic/node /opt/dockmedic/resolver.mjs 127.0.0.1
        mkdir -p /run/systemd/resolve; echo "nameserver $server" >/run/systemd/resolve/resolv.conf
        echo nameserver 127.0.0.1 >/etc/resolv.conf; sleep 0.5`);
    },
    expect: { roots: ['dns-loopback-stub'], fix: ['dns-loopback-stub'] },
  }),
  defineFault({
    code: 'disk-tmp-full',
    title: '/tmp is full',
    engines: 'all',
    inject: async (host) => {
      await host.shell(
        'mount -t tmpfs -o size=8m,mode=1777 tmp /tmp; dd if=/dev/zero of=/tmp/full bs=64k 2>/dev/null || true',
      );
    },
    expect: { roots: ['disk-tmp-full'] },
  }),
  defineFault({
    code: 'cascade/containerd-stopped',
    title: 'containerd cannot start, and docker.service was started in vain: one root for all of it',
    engines: 'all',
    inject: async (host) => {
      await host.shell(`
        sed -i 's|^ExecStart=.*|ExecStart=/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock|' /lib/systemd/system/docker.service
        systemctl daemon-reload; systemctl stop docker.service docker.socket containerd.service; rm -f /run/containerd/containerd.sock
        mkdir -p /etc/containerd; echo 'version = "two' >/etc/containerd/config.toml`);
      await host.run(['systemctl', 'start', 'docker.service'], { timeoutMs: 90_000 });
    },
    expect: { roots: ['containerd-unreachable'] },
  }),
];
