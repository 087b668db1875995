import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { EngineAddress, Identity, ReadableHost } from '#core/host';
import type { EngineInfo } from '#parse/engine-api';
import { isMalformed } from '#parse/malformed';
import { type DaemonConfig, daemonConfig } from './daemon-config.ts';
import { type DaemonFlags, daemonFlags } from './daemon-flags.ts';
import { type EngineInUse, engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { identity } from './identity.ts';
import { type Installation, installation } from './installation.ts';
import { type Platform, platform } from './platform.ts';

/** A directory in which a container tool keeps its data. */
export interface StorageDirectory {
  readonly path: string;
  readonly kind: 'docker' | 'containerd' | 'podman' | 'tmp';
  /** The engine itself says that it is there: when it is not, we look at another mount namespace. */
  readonly named: boolean;
}

export interface StorageDirectories {
  readonly directories: readonly StorageDirectory[];
  /** The engine in use keeps its data on another machine (remote, or in a VM): the data root as it names it. */
  readonly elsewhere?: { readonly engine: string; readonly path: string };
}

export const storageDirectories = defineFact({
  id: 'storage-directories',
  summary: 'the directories in which engines keep images, containers and volumes',
  needs: {
    identity,
    installation,
    platform,
    engineInUse: optional(engineInUse),
    engineInfo: optional(engineInfo),
    daemonConfig: optional(daemonConfig),
    daemonFlags: optional(daemonFlags),
  },
  collect: async (host, needs): Promise<StorageDirectories> => {
    const told = toldByEngine(needs);
    const elsewhere = told?.isHere === false ? { engine: told.engine, path: told.path } : undefined;
    const named: readonly StorageDirectory[] =
      told?.isHere === true ? [{ path: told.path, kind: told.kind, named: true }] : [];
    const usual = await usualDirectories(
      host,
      needs,
      named.some(({ kind }) => kind === 'docker'),
    );
    const engines = distinct([...named, ...usual]);
    return {
      directories: engines.length === 0 ? [] : [...engines, { path: '/tmp', kind: 'tmp', named: false }],
      ...(elsewhere === undefined ? {} : { elsewhere }),
    };
  },
});

interface Needs {
  readonly identity: Identity;
  readonly installation: Installation;
  readonly platform: Platform;
  readonly engineInUse: EngineInUse | Unavailable;
  readonly engineInfo: EngineInfo | Unavailable;
  readonly daemonConfig: DaemonConfig | Unavailable;
  readonly daemonFlags: DaemonFlags | Unavailable;
}

interface Told {
  readonly path: string;
  readonly kind: 'docker' | 'podman';
  readonly engine: string;
  readonly isHere: boolean;
}

const toldByEngine = ({ engineInUse, engineInfo, platform }: Needs): Told | undefined => {
  if (isUnavailable(engineInUse) || isUnavailable(engineInfo)) return undefined;
  const path = engineInfo.DockerRootDir;
  if (path === undefined) return undefined;
  const { engine: kind, id: engine } = engineInUse;
  return { path, kind, engine, isHere: runsHere(engineInUse.address, engineInfo, platform) };
};

/** Whether an engine runs on the kernel that we look at, and not in a VM or on another machine. Docker Desktop
 *  under WSL shares the kernel, but not the file system. */
export const runsHere = (
  address: EngineAddress,
  { KernelVersion, OperatingSystem = '' }: EngineInfo,
  { os, kernelRelease }: Platform,
): boolean =>
  address.kind === 'unix' &&
  os === 'linux' &&
  !OperatingSystem.includes('Docker Desktop') &&
  (KernelVersion === undefined || KernelVersion === kernelRelease);

const usualDirectories = async (
  host: ReadableHost,
  needs: Needs,
  dockerIsNamed: boolean,
): Promise<readonly StorageDirectory[]> => {
  const { home } = needs.identity;
  const ifThere = async (path: string, kind: StorageDirectory['kind']): Promise<StorageDirectory[]> =>
    (await exists(host, path)) ? [{ path, kind, named: false }] : [];
  const inHome = (path: string, kind: StorageDirectory['kind']): Promise<StorageDirectory[]> =>
    home === undefined ? Promise.resolve([]) : ifThere(`${home}/${path}`, kind);
  const found = await Promise.all([
    dockerIsNamed ? [] : dockerDirectories(host, needs),
    dockerIsNamed ? [] : inHome('.local/share/docker', 'docker'),
    ifThere('/var/lib/containerd', 'containerd'),
    ifThere('/var/lib/containers', 'podman'),
    inHome('.local/share/containers', 'podman'),
  ]);
  return found.flat();
};

const dockerDirectories = async (host: ReadableHost, needs: Needs): Promise<readonly StorageDirectory[]> => {
  const { dockerd, dockerSnap } = needs.installation;
  const path = configuredRoot(needs) ?? (dockerSnap ? SNAP_ROOT : '/var/lib/docker');
  const isWanted = dockerd !== undefined || dockerSnap || (await exists(host, path));
  return isWanted ? [{ path, kind: 'docker', named: false }] : [];
};

const SNAP_ROOT = '/var/snap/docker/common/var-lib-docker';

/** Where an engine that does not answer was told to keep its data. */
const configuredRoot = ({ daemonConfig, daemonFlags }: Needs): string | undefined => {
  const flag = ifAvailable(daemonFlags)?.flags.get('data-root')?.at(-1);
  const content = ifAvailable(daemonConfig)?.content;
  return flag ?? (content === undefined || isMalformed(content) ? undefined : content.dataRoot);
};

/** What may not be looked at is there all the same. */
const exists = async (host: ReadableHost, path: string): Promise<boolean> => {
  const stat = await host.stat(path);
  return !isUnavailable(stat) || stat.reason === 'denied';
};

/** A directory inside another one of the same kind adds nothing: Podman names `/var/lib/containers/storage`. */
const distinct = (directories: readonly StorageDirectory[]): readonly StorageDirectory[] =>
  directories.filter(
    ({ path, kind }, index) =>
      !directories
        .slice(0, index)
        .some((one) => one.kind === kind && (one.path === path || one.path.startsWith(`${path}/`))),
  );
