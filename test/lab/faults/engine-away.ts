import { defineFault } from '../fault.ts';

const PLAIN_FORWARDER =
  'systemd-run --unit=forward socat TCP-LISTEN:2376,bind=127.0.0.1,fork,reuseaddr UNIX-CONNECT:/run/docker.sock';

export default [
  defineFault({
    code: 'tls-to-plain',
    title: 'DOCKER_TLS_VERIFY is set, and the port is a plain forwarder to the socket',
    inject: async (host) => {
      await host.shell(`
        mkdir -p ~ada/.docker; cd ~ada/.docker
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout key.pem -out cert.pem 2>/dev/null
        cp cert.pem ca.pem; chown -R ada: .; chmod 600 key.pem
        ${PLAIN_FORWARDER}; sleep 0.5`);
    },
    on: { env: { DOCKER_HOST: 'tcp://127.0.0.1:2376', DOCKER_TLS_VERIFY: '1' } },
    expect: { roots: ['tls-to-plain'] },
  }),
  defineFault({
    code: 'sock-denied',
    title: 'DOCKER_HOST names the Podman of another user',
    inject: async (host) => {
      await host.shell(`
        install -d -o bob -m 755 /srv/bob; loginctl enable-linger bob`);
      await host.shell(
        `systemd-run --user --unit=service podman system service --time=0 unix:///srv/bob/podman.sock
         for n in $(seq 100); do [ -S /srv/bob/podman.sock ] && break; sleep 0.1; done; chmod 600 /srv/bob/podman.sock`,
        [],
        { user: 'bob' },
      );
    },
    on: { env: { DOCKER_HOST: 'unix:///srv/bob/podman.sock' } },
    expect: { roots: ['sock-denied'] },
  }),
  defineFault({
    code: 'podman-info-failed',
    title: 'rootless Podman alone, whose containers.conf was edited wrongly',
    inject: async (host) => {
      await host.shell(
        `systemctl stop docker.socket docker.service containerd.service; systemctl disable --now podman.socket podman.service
         DEBIAN_FRONTEND=noninteractive apt-get purge --yes docker.io containerd; rm -rf /run/docker.sock /etc/docker /run/podman`,
        [],
        { timeoutMs: 120_000 },
      );
      await host.shell(
        'mkdir -p ~/.config/containers; printf "[engine]\\nruntime = crun\\n" >~/.config/containers/containers.conf',
        [],
        { user: 'ada' },
      );
    },
    expect: { roots: ['podman-info-failed'] },
  }),
];
