import { defineFault } from '../fault.ts';

/** ada's own key and what ssh knows of this host, so that `ssh bob@127.0.0.1` works from her session without a question. */
const SSH = `
  login() { # who may log in as whom
    install -d -m 700 -o ada -g ada ~ada/.ssh
    [ -e ~ada/.ssh/id_ed25519 ] || runuser -u ada -- ssh-keygen -q -t ed25519 -N '' -f /home/ada/.ssh/id_ed25519
    home=$(getent passwd "$1" | cut -d: -f6)
    install -d -m 700 -o "$1" -g "$1" "$home/.ssh"
    install -m 600 -o "$1" -g "$1" ~ada/.ssh/id_ed25519.pub "$home/.ssh/authorized_keys"
  }
  know() { ssh-keyscan 127.0.0.1 2>/dev/null >~ada/.ssh/known_hosts; chown ada: ~ada/.ssh/known_hosts; }
`;

const overSsh = (user: string) => ({ env: { DOCKER_HOST: `ssh://${user}@127.0.0.1` } });

const TLS = `
  mkdir -p /root/ca ~ada/.docker; cd /root/ca
  authority() { openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=$1 -keyout $1-key.pem -out $1.pem 2>/dev/null; }
  issue() { # name, authority, days, further names
    openssl req -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout $1-key.pem -out $1.csr 2>/dev/null
    printf 'subjectAltName=%s\\nextendedKeyUsage=serverAuth,clientAuth\\n' "$4" >$1.ext
    sign() { openssl x509 -req -in $1.csr -CA $2.pem -CAkey $2-key.pem -CAcreateserial -extfile $1.ext -out $1-cert.pem "\${@:3}" 2>/dev/null; }
    # Later than Debian 12, openssl takes no negative number of days, and knows dates instead.
    sign $1 $2 -days $3 || sign $1 $2 -not_before 20200101000000Z -not_after 20200102000000Z
  }
  serve() {
    cp $1.pem ~ada/.docker/ca.pem; cp client-cert.pem ~ada/.docker/cert.pem; cp client-key.pem ~ada/.docker/key.pem
    chown -R ada: ~ada/.docker; chmod 600 ~ada/.docker/key.pem
    mkdir -p /etc/systemd/system/docker.service.d
    printf '[Service]\\nExecStart=\\nExecStart=/usr/sbin/dockerd -H fd:// -H tcp://127.0.0.1:2376 --tlsverify --tlscacert=/root/ca/ca.pem --tlscert=/root/ca/server-cert.pem --tlskey=/root/ca/server-key.pem\\n' >/etc/systemd/system/docker.service.d/tls.conf
    systemctl daemon-reload; systemctl restart docker.service
  }
  authority ca`;
const NAMES = 'DNS:localhost,IP:127.0.0.1';
const overTls = { env: { DOCKER_HOST: 'tcp://127.0.0.1:2376', DOCKER_TLS_VERIFY: '1' } };

export default [
  defineFault({
    code: 'ssh-auth-fails/key-refused',
    title: 'DOCKER_HOST=ssh://bob@…, who has not been given the key',
    inject: async (host) => {
      await host.shell(`${SSH} login ada; know`);
    },
    on: overSsh('bob'),
    expect: { roots: ['ssh-auth-fails'] },
  }),
  defineFault({
    code: 'ssh-auth-fails/host-key-unknown',
    title: 'DOCKER_HOST=ssh://ada@…, whose key nobody here has accepted yet',
    inject: async (host) => {
      await host.shell(`${SSH} login ada`);
    },
    on: overSsh('ada'),
    expect: { roots: ['ssh-auth-fails'] },
  }),
  defineFault({
    code: 'ssh-auth-fails/host-key-changed',
    title: 'DOCKER_HOST=ssh://ada@…, which was made anew with new keys',
    inject: async (host) => {
      await host.shell(`${SSH} login ada; know
        rm /etc/ssh/ssh_host_*; ssh-keygen -A >/dev/null; systemctl restart ssh`);
    },
    on: overSsh('ada'),
    expect: { roots: ['ssh-auth-fails'] },
  }),
  defineFault({
    code: 'ssh-auth-fails/refused',
    title: 'DOCKER_HOST=ssh://ada@…, where sshd does not run',
    inject: async (host) => {
      await host.shell(
        `${SSH} login ada; know; systemctl stop ssh.socket ssh.service 2>/dev/null || systemctl stop ssh`,
      );
    },
    on: overSsh('ada'),
    expect: { roots: ['ssh-auth-fails'] },
  }),
  defineFault({
    code: 'ssh-remote-no-permission/denied',
    title: 'DOCKER_HOST=ssh://bob@…, who may log in and is not in the group docker',
    engines: 'all',
    inject: async (host) => {
      await host.shell(`${SSH} login bob; know`);
    },
    on: overSsh('bob'),
    expect: { roots: ['ssh-remote-no-permission'] },
  }),
  defineFault({
    code: 'ssh-remote-no-permission/down',
    title: 'DOCKER_HOST=ssh://ada@…, where the engine is stopped',
    engines: 'all',
    inject: async (host) => {
      await host.shell(`${SSH} login ada; know; systemctl stop docker.socket docker.service`);
    },
    on: overSsh('ada'),
    expect: { roots: ['ssh-remote-no-permission'] },
  }),
  defineFault({
    code: 'ssh-remote-no-permission/no-docker',
    title: 'DOCKER_HOST=ssh://ada@…, where docker is not in the PATH of such a session',
    inject: async (host) => {
      await host.shell(`${SSH} login ada; know; mv /usr/bin/docker /opt/docker`);
    },
    on: overSsh('ada'),
    expect: { roots: ['ssh-remote-no-permission'] },
  }),
  defineFault({
    code: 'tls-cert-invalid/engine-expired',
    title: "the engine's certificate has expired",
    engines: 'all',
    inject: async (host) => {
      await host.shell(`${TLS}; issue server ca -1 ${NAMES}; issue client ca 2 ${NAMES}; serve ca`);
    },
    on: overTls,
    expect: { roots: ['tls-cert-invalid'] },
  }),
  defineFault({
    code: 'tls-cert-invalid/wrong-name',
    title: "the engine's certificate is for another name",
    inject: async (host) => {
      await host.shell(`${TLS}; issue server ca 2 DNS:other.example; issue client ca 2 ${NAMES}; serve ca`);
    },
    on: overTls,
    expect: { roots: ['tls-cert-invalid'] },
  }),
  defineFault({
    code: 'tls-cert-invalid/wrong-authority',
    title: "ca.pem is another engine's",
    inject: async (host) => {
      await host.shell(
        `${TLS}; authority other; issue server ca 2 ${NAMES}; issue client ca 2 ${NAMES}; serve other`,
      );
    },
    on: overTls,
    expect: { roots: ['tls-cert-invalid'] },
  }),
  defineFault({
    code: 'tls-cert-invalid/client-expired',
    title: "the client's certificate has expired",
    engines: 'all',
    inject: async (host) => {
      await host.shell(`${TLS}; issue server ca 2 ${NAMES}; issue client ca -1 ${NAMES}; serve ca`);
    },
    on: overTls,
    expect: { roots: ['tls-cert-invalid'] },
  }),
  defineFault({
    code: 'tls-cert-invalid/client-refused',
    title: "the client's certificate comes from an authority that the engine does not know",
    engines: 'all',
    inject: async (host) => {
      await host.shell(
        `${TLS}; authority other; issue server ca 2 ${NAMES}; issue client other 2 ${NAMES}; serve ca`,
      );
    },
    on: overTls,
    expect: { roots: ['tls-cert-invalid'] },
  }),
];
