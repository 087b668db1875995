import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { Identity, ReadableHost } from '#core/host';
import { parseStorageConf, type StorageConf } from '#parse/storage-conf';
import { engineInfo } from './engine-info.ts';
import { identity } from './identity.ts';
import { podmanInfo } from './podman-info.ts';
import { podmanUse } from './podman-use.ts';

/** What Podman was told about its storage, and what it found there. */
export interface PodmanStorage {
  /** The configuration that counts; absent where there is none, and Podman chooses. */
  readonly file?: string;
  readonly wanted: StorageConf;
  /** The driver that Podman says it uses. */
  readonly used?: string;
  readonly root?: string;
  /** Drivers whose images lie in the root. */
  readonly kept: readonly string[];
  /** Looked for only where overlays are to be mounted by a program. */
  readonly program?: { readonly path: string; readonly exists: boolean; readonly fuseDevice: boolean };
}

export const podmanStorage = defineFact({
  id: 'podman-storage',
  summary: "Podman's storage driver: what was configured and what is used",
  needs: { identity, podmanUse, podmanInfo: optional(podmanInfo), engineInfo: optional(engineInfo) },
  collect: async (host, { identity, podmanUse, podmanInfo, engineInfo }): Promise<PodmanStorage> => {
    const told = ifAvailable(podmanInfo);
    const info = ifAvailable(engineInfo);
    const used = (told?.kind === 'works' ? told.storageDriver : undefined) ?? info?.Driver;
    const root =
      (told?.kind === 'works' ? told.storageRoot : undefined) ??
      info?.DockerRootDir ??
      usualRoot(identity, podmanUse.rootless);
    const [configured, kept] = await Promise.all([
      readConfiguration(host, identity, podmanUse.rootless),
      keptDrivers(host, root),
    ]);
    const { mountProgram } = configured.wanted;
    const program = mountProgram === undefined ? undefined : await lookAt(host, mountProgram);
    return {
      ...configured,
      kept,
      ...(used === undefined ? {} : { used }),
      ...(root === undefined ? {} : { root }),
      ...(program === undefined ? {} : { program }),
    };
  },
});

const usualRoot = ({ home, environment }: Identity, rootless: boolean): string | undefined => {
  if (!rootless) return '/var/lib/containers/storage';
  const data = environment['XDG_DATA_HOME'] || (home === undefined ? undefined : `${home}/.local/share`);
  return data === undefined ? undefined : `${data}/containers/storage`;
};

/** A user's own file stands in place of the system's, whole. */
const readConfiguration = async (
  host: ReadableHost,
  { home, environment }: Identity,
  rootless: boolean,
): Promise<Pick<PodmanStorage, 'file' | 'wanted'>> => {
  const config = environment['XDG_CONFIG_HOME'] || (home === undefined ? undefined : `${home}/.config`);
  const own = rootless && config !== undefined ? [`${config}/containers/storage.conf`] : [];
  for (const file of [...own, '/etc/containers/storage.conf', '/usr/share/containers/storage.conf']) {
    const text = await host.readFile(file);
    if (!isUnavailable(text)) return { file, wanted: parseStorageConf(text) };
  }
  return { wanted: {} };
};

/** `vfs-images`, `overlay-images`: each driver keeps its list of images beside the others'. */
const keptDrivers = async (host: ReadableHost, root: string | undefined): Promise<readonly string[]> => {
  const names = root === undefined ? [] : await host.list(root);
  return isUnavailable(names) ? [] : names.flatMap((name) => /^(.+)-images$/.exec(name)?.[1] ?? []);
};

const lookAt = async (host: ReadableHost, path: string): Promise<NonNullable<PodmanStorage['program']>> => {
  const [program, device] = await Promise.all([host.stat(path), host.stat('/dev/fuse')]);
  return { path, exists: !isAbsent(program), fuseDevice: !isAbsent(device) };
};

const isAbsent = (answer: object | Unavailable): boolean =>
  isUnavailable(answer) && answer.reason === 'absent';
