import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { Identity, ReadableHost } from '#core/host';
import { type Endpoint, endpoints } from './endpoints.ts';
import { identity } from './identity.ts';
import { type Installation, installation } from './installation.ts';
import { platform } from './platform.ts';
import { DEFAULT_SOCKET } from './selected-endpoint.ts';

/** Docker Desktop as a Linux under Windows sees it. */
export interface WslHost {
  readonly version: 1 | 2;
  readonly distro: string | undefined;
  /** Whose `docker` comes first: Desktop's own for this distribution, the one of Windows that only explains, another, or none. */
  readonly client: 'integration' | 'windows' | 'other' | 'none';
  /** What Desktop is seen by: its directory in Windows, or what it mounts into every distribution. */
  readonly desktop: { readonly installed: boolean; readonly mounted: boolean };
  /** The socket that Desktop offers to this distribution is there. */
  readonly proxySocket: boolean;
  /** Engines of this distribution itself; what Desktop does is then no matter. */
  readonly own: boolean;
  /** What docker would open, where that is the usual socket. */
  readonly socket?: Pick<Endpoint, 'id' | 'state'>;
}

const MOUNTED = '/mnt/wsl/docker-desktop';

/** Where Docker Desktop puts the socket for its distributions: docker/desktop-feedback#423. */
export const PROXY_SOCKET = `${MOUNTED}/shared-sockets/guest-services/docker.proxy.sock`;

/** `undefined`: not under WSL. */
export const wslHost = defineFact({
  id: 'wsl-host',
  summary: 'whether Docker Desktop serves this distribution of WSL',
  needs: { identity, platform, installation, endpoints },
  collect: async (host, needs): Promise<WslHost | undefined> => {
    const { identity, installation, endpoints } = needs;
    const version = wslVersion(needs.platform.kernelRelease);
    if (version === undefined) return undefined;
    const [mounted, proxy, client, installed] = await Promise.all([
      host.stat(MOUNTED),
      host.stat(PROXY_SOCKET),
      clientOf(host, installation),
      isInWindows(host, identity),
    ]);
    const selected = endpoints.find((one) => one.selected && one.id === `unix://${DEFAULT_SOCKET}`);
    return {
      version,
      distro: identity.environment['WSL_DISTRO_NAME'],
      client,
      desktop: { installed, mounted: !isUnavailable(mounted) },
      proxySocket: !isUnavailable(proxy) && proxy.type === 'socket',
      own: installation.dockerd !== undefined || installation.dockerSnap,
      ...(selected === undefined ? {} : { socket: { id: selected.id, state: selected.state } }),
    };
  },
});

/** `5.15.167.4-microsoft-standard-WSL2`, and of WSL 1 `4.4.0-19041-Microsoft`. */
const wslVersion = (release: string): WslHost['version'] | undefined => {
  if (!/microsoft/i.test(release)) return undefined;
  return /^4\.4\.0-\d+-Microsoft$/.test(release) ? 1 : 2;
};

const clientOf = async (host: ReadableHost, { dockerCli }: Installation): Promise<WslHost['client']> => {
  // A link of the integration that leads nowhere is no program, and so is not found among the programs.
  const path = dockerCli ?? '/usr/bin/docker';
  const [seen, real] = await Promise.all([host.lstat(path), host.realPath(path)]);
  const target = isUnavailable(real) ? (isUnavailable(seen) ? '' : (seen.linkTarget ?? '')) : real;
  if (target.startsWith(`${MOUNTED}/`)) return 'integration';
  if (IN_WINDOWS.test(target)) return 'windows';
  return dockerCli === undefined ? 'none' : 'other';
};

/** Windows lends its PATH to WSL, and with it the directory in which Desktop keeps its programs. */
const IN_WINDOWS = /\/Docker\/Docker\/resources\b/;

const isInWindows = async (host: ReadableHost, { environment }: Identity): Promise<boolean> => {
  const lent = (environment['PATH'] ?? '').split(':').find((one) => IN_WINDOWS.test(one));
  const directory = lent ?? '/mnt/c/Program Files/Docker/Docker/resources/bin';
  return !isUnavailable(await host.stat(directory));
};
