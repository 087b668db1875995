import { defineHealthy } from '../fault.ts';
import { rootlessDocker } from '../rootless-host.ts';

export default [
  defineHealthy({
    name: 'tls',
    title: 'DOCKER_HOST leads to the engine over TLS with client certificates',
    inject: async (host) => {
      await host.shell(`
        mkdir -p /root/ca ~ada/.docker; cd /root/ca
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=lab-ca -keyout ca-key.pem -out ca.pem 2>/dev/null
        issue() {
          openssl req -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout $1-key.pem -out $1.csr 2>/dev/null
          printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\\nextendedKeyUsage=serverAuth,clientAuth\\n' >$1.ext
          openssl x509 -req -days 2 -in $1.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -extfile $1.ext -out $1-cert.pem 2>/dev/null
        }
        issue server; issue client
        cp ca.pem ~ada/.docker/ca.pem; cp client-cert.pem ~ada/.docker/cert.pem; cp client-key.pem ~ada/.docker/key.pem
        chown -R ada: ~ada/.docker; chmod 600 ~ada/.docker/key.pem
        mkdir -p /etc/systemd/system/docker.service.d
        printf '[Service]\\nExecStart=\\nExecStart=/usr/sbin/dockerd -H fd:// -H tcp://127.0.0.1:2376 --tlsverify --tlscacert=/root/ca/ca.pem --tlscert=/root/ca/server-cert.pem --tlskey=/root/ca/server-key.pem\\n' >/etc/systemd/system/docker.service.d/tls.conf
        systemctl daemon-reload; systemctl restart docker.service`);
    },
    on: { env: { DOCKER_HOST: 'tcp://127.0.0.1:2376', DOCKER_TLS_VERIFY: '1' } },
  }),
  defineHealthy({
    name: 'rootless-docker',
    title: 'rootless Docker, the engine of the system is off',
    inject: rootlessDocker,
    on: { env: { DOCKER_HOST: 'unix:///run/user/1000/docker.sock' } },
  }),
];
