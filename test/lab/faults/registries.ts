import { defineFault } from '../fault.ts';
import type { LabHost } from '../host.ts';

const ADA_CONFIG = '/home/ada/.docker/config.json';

const configure = async (host: LabHost, config: object): Promise<void> => {
  await host.write(ADA_CONFIG, JSON.stringify(config));
  await host.shell('chown -R ada: ~ada/.docker; chmod 600 "$1"', [ADA_CONFIG]);
};

const program = async (host: LabHost, name: string, text: string): Promise<void> => {
  await host.write(`/usr/local/bin/${name}`, text);
  await host.shell('chmod 755 "$1"', [`/usr/local/bin/${name}`]);
};

/** A server of this host's network, as a unit; it listens when this returns. */
const serve = (host: LabHost, port: number, script: string): Promise<string> =>
  host.shell(
    `systemd-run --quiet --unit="lab-server-$1" /opt/dockmedic/node -e "$2"
     for n in $(seq 50); do ss -Hltn "sport = :$1" | grep -q . && exit; sleep 0.1; done; exit 1`,
    [String(port), script],
  );

const PLAIN = (port: number, status: number): string =>
  `require('http').createServer((q, r) => { r.statusCode = ${status}; r.end(); }).listen(${port}, '10.99.0.2')`;

const DETOUR = { DOCKER_HOST: 'tcp://10.99.0.2:2375', HTTP_PROXY: 'http://10.99.0.2:3128' };

/** What a proxy does that lets everybody through: it connects, and here nothing lies behind it. */
const PROXY = `require('http').createServer((q, r) => { r.statusCode = 503; r.end('Service Unavailable'); })
  .on('connect', (q, s) => s.end('HTTP/1.1 503 Service Unavailable\\r\\n\\r\\n')).listen(3128, '10.99.0.2')`;

const SECURE = `const read = (name) => require('fs').readFileSync('/srv/registry/' + name);
  require('https').createServer({ key: read('key.pem'), cert: read('cert.pem') }, (q, r) => r.end()).listen(5443, '10.99.0.2')`;

/** An image that is to go to a registry, and what the engine says when it is pushed. */
const pushed = async (host: LabHost, name: string, words: RegExp): Promise<void> => {
  await host.shell('tar -c -C / bin/busybox | docker import - "$1" >/dev/null', [name]);
  const { stdout, stderr } = await host.run(['docker', 'push', name]);
  if (!words.test(stdout + stderr)) throw new Error(`docker push says otherwise: ${stdout}${stderr}`);
};

const daemonJson = async (host: LabHost, settings: object): Promise<void> => {
  await host.write('/etc/docker/daemon.json', JSON.stringify(settings));
  await host.shell('systemctl reload docker; sleep 0.5');
};

export default [
  defineFault({
    code: 'cred-helper-missing/store',
    title: 'config.json keeps passwords in Docker Desktop, which was removed',
    inject: (host) => configure(host, { auths: { 'ghcr.io': {} }, credsStore: 'desktop' }),
    expect: { roots: ['cred-helper-missing'], fix: ['cred-helper-missing'] },
  }),
  defineFault({
    code: 'cred-helper-missing/registry',
    title: 'config.json has one registry kept by a cloud program that is not there',
    inject: (host) => configure(host, { credHelpers: { 'eu.gcr.io': 'gcloud' } }),
    expect: { roots: ['cred-helper-missing'], fix: ['cred-helper-missing'], exitCode: 0 },
  }),
  defineFault({
    code: 'cred-helper-fails/store',
    title: 'the credential helper says that its store was never set up',
    inject: async (host) => {
      await program(
        host,
        'docker-credential-pass',
        '#!/bin/sh\necho "pass store is uninitialized"\nexit 1\n',
      );
      await configure(host, { credsStore: 'pass' });
    },
    expect: { roots: ['cred-helper-fails'], fix: ['cred-helper-fails'] },
  }),
  defineFault({
    code: 'cred-helper-fails/hung',
    title: 'the credential helper waits for somebody to unlock its store',
    inject: async (host) => {
      await program(host, 'docker-credential-secretservice', '#!/bin/sh\nexec sleep 600\n');
      await configure(host, { credsStore: 'secretservice' });
    },
    expect: { roots: ['cred-helper-fails'], exitCode: 0 },
  }),
  defineFault({
    code: 'proxy-daemon-unset',
    title: 'the session goes through a proxy, the engine does not, and there is no other way out',
    inject: async (host) => {
      await serve(host, 3128, PROXY);
    },
    on: { env: { HTTPS_PROXY: 'http://ada:hunter2@10.99.0.2:3128' } },
    expect: { roots: ['proxy-daemon-unset'], exitCode: 0 },
  }),
  defineFault({
    code: 'proxy-daemon-unset/open',
    title: 'the same with a proxy that asks for no password',
    engines: ['20.10', '26'],
    inject: async (host) => {
      await serve(host, 3128, PROXY);
    },
    on: { env: { HTTPS_PROXY: 'http://10.99.0.2:3128' } },
    expect: { roots: ['proxy-daemon-unset'], exitCode: 0, fix: ['proxy-daemon-unset'] },
  }),
  defineFault({
    code: 'proxy-stale/moved',
    title: 'docker.service was given a proxy that does not run any more, and the session has another',
    inject: async (host) => {
      await serve(host, 3128, PROXY);
      await host.write(
        '/etc/systemd/system/docker.service.d/http-proxy.conf',
        '[Service]\nEnvironment="HTTP_PROXY=http://127.0.0.1:8080" "HTTPS_PROXY=http://127.0.0.1:8080"\n',
      );
      await host.shell('systemctl daemon-reload; systemctl restart docker.service');
    },
    on: { env: { HTTPS_PROXY: 'http://10.99.0.2:3128' } },
    expect: { roots: ['proxy-stale'], fix: ['proxy-stale'] },
  }),
  defineFault({
    code: 'proxy-stale',
    title: 'docker.service was given a proxy that does not run any more',
    inject: async (host) => {
      await host.write(
        '/etc/systemd/system/docker.service.d/http-proxy.conf',
        '[Service]\nEnvironment="HTTP_PROXY=http://127.0.0.1:8080" "HTTPS_PROXY=http://127.0.0.1:8080"\n',
      );
      await host.shell('systemctl daemon-reload; systemctl restart docker.service');
      const { stderr } = await host.run(['docker', 'pull', 'hello-world']);
      if (!/proxyconnect tcp/.test(stderr)) throw new Error(`docker pull says otherwise: ${stderr}`);
    },
    expect: { roots: ['proxy-stale'] },
  }),
  defineFault({
    code: 'env-proxy-socket',
    title: 'DOCKER_HOST names the engine by its address, and HTTP_PROXY leads away from it',
    inject: async (host) => {
      await serve(host, 3128, PROXY);
      await host.shell(
        'systemd-run --quiet --unit=lab-forward socat TCP-LISTEN:2375,fork,reuseaddr UNIX-CONNECT:/run/docker.sock; sleep 0.5',
      );
      const { stderr } = await host.run(['docker', 'ps'], { user: 'ada', env: DETOUR });
      if (!/Service Unavailable/.test(stderr)) throw new Error(`docker says otherwise: ${stderr}`);
    },
    on: { env: DETOUR },
    expect: { roots: ['env-proxy-socket'] },
  }),
  defineFault({
    code: 'reg-mirror-broken/refused',
    title: 'daemon.json names a mirror that nobody runs any more',
    inject: (host) => daemonJson(host, { 'registry-mirrors': ['http://10.99.0.2:5999'] }),
    expect: { roots: ['reg-mirror-broken'], exitCode: 0, fix: ['reg-mirror-broken'] },
  }),
  defineFault({
    code: 'reg-mirror-broken/gateway',
    title: 'daemon.json names a mirror whose server answers 502',
    inject: async (host) => {
      await serve(host, 5000, PLAIN(5000, 502));
      await daemonJson(host, { 'registry-mirrors': ['http://10.99.0.2:5000'] });
    },
    expect: { roots: ['reg-mirror-broken'], exitCode: 0, fix: ['reg-mirror-broken'] },
  }),
  defineFault({
    code: 'reg-http-vs-https',
    title: 'an image is named for a registry that speaks HTTP, and nobody told the engine',
    inject: async (host) => {
      await serve(host, 5000, PLAIN(5000, 200));
      await pushed(host, '10.99.0.2:5000/app:1', /server gave HTTP response to HTTPS client/);
    },
    expect: { roots: ['reg-http-vs-https'], exitCode: 0, fix: ['trust-private-registry'] },
  }),
  defineFault({
    code: 'tls-unknown-ca',
    title: 'an image is named for a registry whose certificate is signed by a private authority',
    inject: async (host) => {
      await host.shell(`
        mkdir -p /srv/registry; cd /srv/registry
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=10.99.0.2 -addext subjectAltName=IP:10.99.0.2 -keyout key.pem -out cert.pem 2>/dev/null`);
      await serve(host, 5443, SECURE);
      await pushed(host, '10.99.0.2:5443/app:1', /certificate signed by unknown authority/);
    },
    expect: { roots: ['tls-unknown-ca'], exitCode: 0 },
  }),
];
