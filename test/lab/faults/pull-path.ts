import { defineFault } from '../fault.ts';
import type { LabHost } from '../host.ts';
import { withoutDocker } from '../podman-host.ts';
import {
  PLAIN,
  pullFails,
  pushImage,
  SECURE,
  startProxy,
  startRegistry,
  trustInDirectory,
  trustInHost,
} from '../registry-host.ts';

const APP = `${SECURE}/team/app:1`;
const LOGIN = 'ada:hunter2';

/** A real registry with TLS that this engine trusts, and an image in it. */
const working = async (host: LabHost): Promise<void> => {
  await startRegistry(host, { tls: true });
  await trustInDirectory(host);
  await pushImage(host, APP);
};

/** Before a real registry: what many public ones do. Tokens are to be had from `/token`; with a password there is none. */
const FRONT = (limited: boolean): string => `
  const read = (name) => require('fs').readFileSync('/srv/registry/' + name);
  const { request } = require('http');
  require('https').createServer({ key: read('tls.key'), cert: read('tls.crt') }, (q, r) => {
    const sent = q.headers.authorization || '';
    const url = new URL(q.url, 'https://registry.lab:5443');
    if (url.pathname === '/token' && sent !== '') {
      r.writeHead(401, { 'Content-Type': 'application/json' });
      return r.end('{"details":"incorrect username or password"}');
    }
    if (url.pathname === '/token') return r.end('{"token":"for-everybody"}');
    if (sent !== 'Bearer for-everybody') {
      const realm = 'Bearer realm="https://registry.lab:5443/token",service="lab"';
      r.writeHead(401, { 'Docker-Distribution-Api-Version': 'registry/2.0', 'WWW-Authenticate': realm, 'Content-Type': 'application/json' });
      return r.end('{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}');
    }
    if (${limited} && /manifests/.test(q.url)) {
      r.writeHead(429, { 'Content-Type': 'application/json' });
      return r.end('{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your unauthenticated pull rate limit."}]}');
    }
    const { authorization, ...headers } = q.headers;
    q.pipe(request({ host: '10.99.0.2', port: 5001, path: q.url, method: q.method, headers }, (a) => {
      r.writeHead(a.statusCode, a.headers); a.pipe(r);
    }));
  }).listen(5443, '10.99.0.2')`;

const withFront = async (host: LabHost, limited: boolean): Promise<void> => {
  await startRegistry(host, { tls: false, port: 5001 });
  await trustInDirectory(host);
  await host.shell(
    `echo '{"insecure-registries":["10.99.0.2:5001"]}' >/etc/docker/daemon.json; systemctl reload docker; sleep 0.5`,
  );
  await pushImage(host, '10.99.0.2:5001/team/app:1');
  await host.shell(
    `systemd-run --quiet --unit=lab-front /opt/dockmedic/node -e "$1"
     for n in $(seq 50); do ss -Hltn "sport = :5443" | grep -q . && exit; sleep 0.1; done; exit 1`,
    [FRONT(limited)],
  );
};

const keepLogin = (host: LabHost, registry: string, login: string): Promise<string> =>
  host.shell(
    `mkdir -p ~/.docker; printf '{"auths":{"%s":{"auth":"%s"}}}' "$1" "$(printf %s "$2" | base64)" >~/.docker/config.json
     chmod 600 ~/.docker/config.json`,
    [registry, login],
    { user: 'ada' },
  );

export default [
  defineFault({
    code: 'tls-unknown-ca/wanted-image',
    title: 'the image that is wanted lies in a real registry whose authority nobody knows',
    inject: async (host) => {
      await working(host);
      await host.shell('rm -r /etc/docker/certs.d');
      await pullFails(host, APP, /certificate signed by unknown authority/);
    },
    args: ['--image', APP],
    expect: { roots: ['tls-unknown-ca'] },
  }),
  defineFault({
    code: 'tls-unknown-ca/not-restarted',
    title: 'the authority was added to the list of the host, and the engine was not restarted since',
    inject: async (host) => {
      await working(host);
      await host.shell('rm -r /etc/docker/certs.d');
      await pullFails(host, APP, /certificate signed by unknown authority/);
      await trustInHost(host);
      await pullFails(host, APP, /certificate signed by unknown authority/);
    },
    args: ['--image', APP],
    expect: { roots: ['tls-unknown-ca'] },
  }),
  defineFault({
    code: 'reg-http-vs-https/wanted-image',
    title: 'the image that is wanted lies in a real registry without TLS, of which the engine was not told',
    inject: async (host) => {
      await startRegistry(host, { tls: false });
      await pullFails(host, `${PLAIN}/app:1`, /server gave HTTP response to HTTPS client/);
    },
    args: ['--image', `${PLAIN}/app:1`],
    expect: { roots: ['reg-http-vs-https'] },
  }),
  defineFault({
    code: 'reg-denied-or-typo/tag',
    title: 'the registry has the image, but not that tag',
    inject: async (host) => {
      await working(host);
      await pullFails(host, `${SECURE}/team/app:2`, /not found|manifest unknown/);
    },
    args: ['--image', `${SECURE}/team/app:2`],
    expect: { roots: ['reg-denied-or-typo'] },
  }),
  defineFault({
    code: 'reg-denied-or-typo/login',
    title: 'a real registry with passwords (htpasswd), and nobody has logged in',
    inject: async (host) => {
      await startRegistry(host, { tls: true, login: LOGIN });
      await trustInDirectory(host);
      await pullFails(host, APP, /no basic auth credentials/);
    },
    args: ['--image', APP],
    expect: { roots: ['reg-denied-or-typo'] },
  }),
  defineFault({
    code: 'reg-denied-or-typo/upper-case',
    title: 'the name of the image has capital letters',
    inject: async (host) => {
      await host.inVain('docker pull registry.lab:5443/Team/App:1');
    },
    args: ['--image', `${SECURE}/Team/App:1`],
    expect: { roots: ['reg-denied-or-typo'] },
  }),
  defineFault({
    code: 'reg-stale-credentials',
    title: 'a public image, and a login for its registry that is no longer good',
    inject: async (host) => {
      await withFront(host, false);
      await keepLogin(host, SECURE, 'ada:of-last-year');
      await pullFails(host, APP, /incorrect username or password|unauthorized/);
      await host.shell('gpasswd --add ada systemd-journal');
    },
    args: ['--image', APP],
    expect: { roots: ['reg-stale-credentials'], exitCode: 0 },
  }),
  defineFault({
    code: 'reg-rate-limit',
    title: 'the registry has counted enough pulls (a server before a real one says 429)',
    inject: async (host) => {
      await withFront(host, true);
      await pullFails(host, APP, /toomanyrequests/);
    },
    args: ['--image', APP],
    expect: { roots: ['reg-rate-limit'] },
  }),
  defineFault({
    code: 'reg-unreachable/refused',
    title: 'nobody listens where the image is to come from',
    inject: (host) => pullFails(host, '10.99.0.2:5999/app:1', /connection refused/),
    args: ['--image', '10.99.0.2:5999/app:1'],
    expect: { roots: ['reg-unreachable'] },
  }),
  defineFault({
    code: 'reg-unreachable/name',
    title: 'the registry of the image has a name that nobody knows',
    inject: (host) => pullFails(host, 'registry.invalid/app:1', /no such host/),
    args: ['--image', 'registry.invalid/app:1'],
    expect: { roots: ['reg-unreachable'] },
  }),
  defineFault({
    code: 'reg-unreachable/name-servers',
    title: 'no name server answers, so that the registry is not found either',
    inject: async (host) => {
      await host.shell('systemctl stop lab-resolver.service');
      await pullFails(host, APP, /lookup registry.lab/);
    },
    args: ['--image', APP],
    expect: { roots: ['dns-host-broken'], echoes: ['reg-unreachable'] },
  }),
  defineFault({
    code: 'reg-unreachable/proxy',
    title: "the engine's proxy (tinyproxy) lets nobody through to that port",
    inject: async (host) => {
      await working(host);
      await startProxy(host, 'ConnectPort 443\n');
      await pullFails(host, APP, /Access violation|Forbidden|403/);
    },
    args: ['--image', APP],
    expect: { roots: ['reg-unreachable'] },
  }),
  defineFault({
    code: 'net-ipv6-broken',
    title: 'the registry has an address of IPv6 alone, and this host no route for it',
    inject: async (host) => {
      // The engine goes by what it has read of this file for five seconds.
      await host.shell('echo fd00:99::5 six.lab >>/etc/hosts; sleep 6');
      await pullFails(host, 'six.lab:5000/app:1', /network is unreachable|cannot assign requested address/);
    },
    args: ['--image', 'six.lab:5000/app:1'],
    expect: { roots: ['net-ipv6-broken'] },
  }),
  defineFault({
    code: 'img-platform-mismatch/wanted-image',
    title: 'the registry has the image for another processor alone',
    inject: async (host) => {
      await working(host);
      await host.shell(
        `type=application/vnd.docker.distribution.manifest
         manifest=$(curl -sf --cacert /srv/registry/ca.crt -H "Accept: $type.v2+json" https://registry.lab:5443/v2/team/app/manifests/1; echo .); manifest=\${manifest%.}
         digest=sha256:$(printf %s "$manifest" | sha256sum | cut -d' ' -f1)
         curl -sf --cacert /srv/registry/ca.crt -X PUT -H "Content-Type: $type.list.v2+json" https://registry.lab:5443/v2/team/app/manifests/arm --data-binary @- <<JSON
{"schemaVersion":2,"mediaType":"$type.list.v2+json","manifests":[{"mediaType":"$type.v2+json","size":\${#manifest},"digest":"$digest","platform":{"architecture":"arm64","os":"linux"}}]}
JSON`,
      );
      await pullFails(host, `${SECURE}/team/app:arm`, /no matching manifest/);
    },
    args: ['--image', `${SECURE}/team/app:arm`],
    expect: { roots: ['img-platform-mismatch'] },
  }),
  defineFault({
    code: 'img-platform-mismatch/local',
    title: 'an image here is for another processor, and nothing stands in for it',
    inject: async (host) => {
      await host.shell(
        `tar -c -C / bin/busybox | docker import - other:1 >/dev/null; mkdir /tmp/other; docker save other:1 | tar -x -C /tmp/other
         docker rmi other:1 >/dev/null; sed -i s/amd64/s390x/ /tmp/other/*.json; tar -c -C /tmp/other . | docker load
         docker image inspect --format {{.Architecture}} other:1 | grep s390x`,
      );
    },
    expect: { roots: [], remarks: ['img-platform-mismatch'] },
  }),
  defineFault({
    code: 'podman-short-name',
    title: 'Podman alone, and a name without a registry that is no alias',
    inject: async (host) => {
      await withoutDocker(host);
      const { stderr } = await host.run(['podman', 'pull', 'team/app'], { user: 'ada' });
      if (!/did not resolve to an alias/.test(stderr))
        throw new Error(`podman pull says otherwise: ${stderr}`);
    },
    args: ['--image', 'team/app'],
    expect: { roots: ['podman-short-name'] },
  }),
  defineFault({
    code: 'compose-net-external-missing',
    title: 'a Compose file counts on a network that was pruned',
    inject: async (host) => {
      await composePlugin(host);
      await host.write(
        '/home/ada/compose.yaml',
        'services: { web: { image: busybox, networks: [proxy] } }\nnetworks: { proxy: { external: true } }\n',
      );
      await host.shell('docker network create proxy; docker network prune --force');
    },
    expect: { roots: ['compose-net-external-missing'], exitCode: 0 },
  }),
  defineFault({
    code: 'compose-name-conflict',
    title: 'a Compose file names a container as one that is there already',
    inject: async (host) => {
      await composePlugin(host);
      await host.write(
        '/home/ada/compose.yaml',
        'services: { db: { image: busybox, container_name: database } }\n',
      );
      await host.shell(
        'tar -c -C / bin/busybox | docker import - busybox >/dev/null; docker create --name database --log-opt max-size=1m busybox /bin/busybox true',
      );
      await host.inVain('docker create --name database busybox /bin/busybox true');
    },
    expect: { roots: ['compose-name-conflict'], exitCode: 0 },
  }),
];

/** Debian 12 has no Compose for this docker: what says that it is one will do. */
const composePlugin = async (host: LabHost): Promise<void> => {
  const path = '/usr/local/lib/docker/cli-plugins/docker-compose';
  await host.write(
    path,
    `#!/bin/sh\necho '{"SchemaVersion":"0.1.0","Vendor":"Lab","Version":"v2.20.0","ShortDescription":"Docker Compose"}'\n`,
  );
  await host.shell('chmod +x "$1"', [path]);
};
