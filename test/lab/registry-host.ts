import type { LabHost } from './host.ts';

/** Names of this host's network, all of them its own address (the lab's name server says so). */
export const SECURE = 'registry.lab:5443';
export const PLAIN = '10.99.0.2:5000';

/** An authority of its own and a certificate of it for the registry, in /srv/registry. */
const CERTIFICATES = `
  mkdir -p /srv/registry/data; cd /srv/registry
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Lab authority" -keyout ca.key -out ca.crt 2>/dev/null
  openssl req -newkey rsa:2048 -nodes -subj /CN=registry.lab -keyout tls.key -out tls.csr 2>/dev/null
  printf 'subjectAltName=DNS:registry.lab,DNS:registry-1.docker.io,DNS:auth.docker.io,IP:10.99.0.2\\nextendedKeyUsage=serverAuth\\n' >ext
  openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out tls.crt 2>/dev/null`;

export interface RegistrySettings {
  readonly tls: boolean;
  /** `user:password`, without which nothing is given. */
  readonly login?: string;
  /** Another server, with the certificate, goes before it and asks it over this port. */
  readonly port?: number;
}

/** The registry of the distribution project, as Debian packages it; it takes connections when this returns. */
export const startRegistry = async (host: LabHost, { tls, login, port }: RegistrySettings): Promise<void> => {
  await host.shell(CERTIFICATES);
  const place = port ?? (tls ? 5443 : 5000);
  const files = tls ? ', tls: { certificate: /srv/registry/tls.crt, key: /srv/registry/tls.key }' : '';
  const auth =
    login === undefined ? '' : '\nauth: { htpasswd: { realm: Lab, path: /srv/registry/htpasswd } }';
  await host.write(
    '/srv/registry/config.yml',
    `version: 0.1\nstorage: { filesystem: { rootdirectory: /srv/registry/data }, delete: { enabled: true } }\nhttp: { addr: "10.99.0.2:${place}"${files} }${auth}\n`,
  );
  if (login !== undefined) {
    const [user = '', password = ''] = login.split(':');
    await host.shell('htpasswd -Bbc /srv/registry/htpasswd "$1" "$2" 2>/dev/null', [user, password]);
  }
  await host.shell(
    `systemd-run --quiet --unit=lab-registry docker-registry serve /srv/registry/config.yml
     for n in $(seq 100); do ss -Hltn "sport = :$1" | grep -q . && exit; sleep 0.1; done; exit 1`,
    [String(place)],
  );
};

/** What was trusted before is trusted further; the engine sees it at its next look. */
export const trustInDirectory = (host: LabHost, name = SECURE): Promise<string> =>
  host.shell('mkdir -p "/etc/docker/certs.d/$1"; cp /srv/registry/ca.crt "/etc/docker/certs.d/$1/"', [name]);

/** Into the host's own list. */
export const trustInHost = (host: LabHost): Promise<string> =>
  host.shell('cp /srv/registry/ca.crt /usr/local/share/ca-certificates/lab.crt; update-ca-certificates');

/** An image of one program, which lies in the registry and no longer here. */
export const pushImage = (host: LabHost, name: string): Promise<string> =>
  host.shell(
    `tar -c -C / bin/busybox | docker import - "$1" >/dev/null
     docker push "$1"; docker rmi "$1" >/dev/null`,
    [name],
  );

/** What the engine itself says, so that nobody has to believe us. */
export const pullFails = async (host: LabHost, name: string, words: RegExp): Promise<void> => {
  const { stdout, stderr, exitCode } = await host.run(['docker', 'pull', name], { user: 'ada' });
  if (exitCode === 0 || !words.test(stdout + stderr))
    throw new Error(`docker pull ${name} says otherwise: ${stdout}${stderr}`);
};

export const pullWorks = (host: LabHost, name: string): Promise<string> =>
  host.shell('docker pull "$1"; docker rmi "$1"', [name], { user: 'ada' });

/** A real proxy on port 8888, through which the engine is told to go. */
export const startProxy = async (host: LabHost, rules = ''): Promise<void> => {
  await host.write(
    '/srv/proxy.conf',
    `Port 8888\nListen 10.99.0.2\nTimeout 60\nMaxClients 50\nAllow 10.99.0.2\n${rules}`,
  );
  await host.write(
    '/etc/systemd/system/docker.service.d/http-proxy.conf',
    '[Service]\nEnvironment="HTTPS_PROXY=http://10.99.0.2:8888"\n',
  );
  await host.shell(
    `systemd-run --quiet --unit=lab-proxy tinyproxy -d -c /srv/proxy.conf
     for n in $(seq 100); do ss -Hltn "sport = :8888" | grep -q . && break; sleep 0.1; done
     systemctl daemon-reload; systemctl restart docker.service`,
  );
};
