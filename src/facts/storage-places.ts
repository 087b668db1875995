import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { FilesystemUsage, ReadableHost } from '#core/host';
import { type Mount, mountOf, parseMountinfo } from '#parse/mountinfo';
import { type StorageDirectory, storageDirectories } from './storage-directories.ts';

export interface StoragePlace {
  readonly path: string;
  readonly kind: StorageDirectory['kind'];
  /** It is not there yet; its nearest existing parent was measured. */
  readonly isMissing: boolean;
  readonly isReadOnly: boolean;
  /** How it is mounted, as far as programs in it are concerned. */
  readonly flags?: readonly ('noexec' | 'nosuid')[];
}

/** One file system, with all places that lie on it: when it is full, that is one fault and not four. */
export interface StorageFilesystem {
  readonly places: readonly [StoragePlace, ...StoragePlace[]];
  readonly usage: FilesystemUsage;
  /** Absent where the mount table could not be read. */
  readonly mount?: Pick<Mount, 'mountPoint' | 'fsType' | 'source'> &
    Partial<Pick<Mount, 'device' | 'superOptions'>>;
}

export interface StoragePlaces {
  readonly filesystems: readonly StorageFilesystem[];
  /** Places that could not be measured, each with the obstacle. */
  readonly unseen: readonly { readonly path: string; readonly obstacle: Unavailable }[];
}

export const storagePlaces = defineFact({
  id: 'storage-places',
  summary: 'room on the file systems that hold container storage',
  needs: { storageDirectories },
  collect: async (host, { storageDirectories: { directories } }): Promise<StoragePlaces | Unavailable> => {
    const text = await host.readFile('/proc/self/mountinfo', { maxBytes: 8 * 1024 * 1024 });
    const mounts = isUnavailable(text) ? [] : parseMountinfo(text);
    const measured = await Promise.all(directories.map((directory) => measure(host, directory, mounts)));
    const unseen = measured.filter((one) => 'obstacle' in one);
    const [lost] = unseen;
    if (lost !== undefined && unseen.length === measured.length) return lost.obstacle;
    return { filesystems: grouped(measured.filter((one) => 'usage' in one)), unseen };
  },
});

interface Measured {
  readonly place: StoragePlace;
  readonly usage: FilesystemUsage;
  readonly mount: Mount | undefined;
}

const measure = async (
  host: ReadableHost,
  directory: StorageDirectory,
  mounts: readonly Mount[],
): Promise<Measured | StoragePlaces['unseen'][number]> => {
  const { path, kind, named } = directory;
  const spot = await nearest(host, path);
  const lost = (obstacle: Unavailable) => ({ path, obstacle });
  if (isUnavailable(spot)) return lost(spot);
  const { real, obstacle } = spot;
  const isMissing = obstacle?.reason === 'absent';
  if (isMissing && named) return lost(unavailable('absent', obstacle.source, 'not in our view of the files'));
  const mount = mountOf(real, mounts);
  // What lies behind a closed door may be another file system than the door.
  if (obstacle !== undefined && mountOf(path, mounts)?.mountPoint !== mount?.mountPoint && !isMissing)
    return lost(obstacle);
  const usage = await host.statfs(real);
  const place = { path, kind, isMissing, isReadOnly: !isMissing && isReadOnly(mount), ...flagsOf(mount) };
  return isUnavailable(usage) ? lost(usage) : { place, usage, mount };
};

interface Spot {
  readonly real: string;
  /** Why it is not the place itself. */
  readonly obstacle?: Unavailable;
}

/** The place with its links resolved, or the nearest parent that can be reached. */
const nearest = async (host: ReadableHost, path: string): Promise<Spot | Unavailable> => {
  let first: Unavailable | undefined;
  for (let at = path; ; at = at.slice(0, Math.max(1, at.lastIndexOf('/')))) {
    const real = await host.realPath(at);
    if (!isUnavailable(real)) return { real, ...(first === undefined ? {} : { obstacle: first }) };
    first ??= real;
    if (!at.startsWith('/') || at === '/' || (real.reason !== 'absent' && real.reason !== 'denied'))
      return first;
  }
};

const grouped = (measured: readonly Measured[]): readonly StorageFilesystem[] => {
  const groups = new Map<string, [Measured, ...Measured[]]>();
  for (const one of measured) {
    const key = one.mount?.device ?? JSON.stringify(one.usage);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()].map(describe);
};

const describe = (group: readonly [Measured, ...Measured[]]): StorageFilesystem => {
  const [{ usage, mount, place }, ...others] = group;
  return {
    places: [place, ...others.map((one) => one.place)],
    usage,
    ...(mount === undefined ? {} : { mount: pick(mount) }),
  };
};

const pick = ({ mountPoint, fsType, source, device, superOptions }: Mount) => ({
  mountPoint,
  fsType,
  source,
  device,
  superOptions,
});

const flagsOf = (mount: Mount | undefined): Pick<StoragePlace, 'flags'> => {
  const flags = (['noexec', 'nosuid'] as const).filter((flag) => mount?.options.includes(flag));
  return flags.length === 0 ? {} : { flags };
};

/** After an error newer kernels leave `rw` where it stands, and refuse every write all the same (ext4 since 6.14). */
const isReadOnly = (mount: Mount | undefined): boolean =>
  mount !== undefined &&
  (mount.options.includes('ro') ||
    mount.superOptions.some((option) => option === 'ro' || option === 'emergency_ro'));
