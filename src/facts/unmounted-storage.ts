import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { entriesOf, type FstabEntry, parseFstab } from '#parse/fstab';
import { parseMountinfo } from '#parse/mountinfo';
import { type StorageDirectory, storageDirectories } from './storage-directories.ts';

/** A disk that is meant to hold container storage and is not mounted. */
export interface UnmountedStorage {
  readonly path: string;
  readonly kind: StorageDirectory['kind'];
  readonly mountPoint: string;
  readonly source: string;
  /** It is mounted by hand (`noauto`), so that nothing promised it. */
  readonly byHand: boolean;
}

export const unmountedStorage = defineFact({
  id: 'unmounted-storage',
  summary: 'file systems of /etc/fstab for container storage that are not mounted',
  needs: { storageDirectories },
  collect: async (
    host,
    { storageDirectories: { directories } },
  ): Promise<readonly UnmountedStorage[] | Unavailable> => {
    const engines = directories.filter(({ kind }) => kind !== 'tmp');
    const [table, mounted] = await Promise.all([
      host.readFile('/etc/fstab'),
      host.readFile('/proc/self/mountinfo', { maxBytes: 8 * 1024 * 1024 }),
    ]);
    if (isUnavailable(table)) return table.reason === 'absent' ? [] : table;
    if (isUnavailable(mounted)) return mounted;
    const points = new Set(parseMountinfo(mounted).map(({ mountPoint }) => mountPoint));
    const absent = parseFstab(table).filter(({ mountPoint }) => !points.has(mountPoint));
    if (absent.length === 0) return [];
    return distinct((await Promise.all(engines.map((one) => lacking(host, one, absent)))).flat());
  },
});

const lacking = async (
  host: ReadableHost,
  { path, kind }: StorageDirectory,
  absent: readonly FstabEntry[],
): Promise<readonly UnmountedStorage[]> => {
  const real = await host.realPath(path);
  // Behind a door that is closed to this user, or under a mount point that is missing, the name itself has to do.
  const at = isUnavailable(real) ? path : real;
  return entriesOf(at, absent).map(({ mountPoint, source, options }) => ({
    path,
    kind,
    mountPoint,
    source,
    byHand: options.includes('noauto'),
  }));
};

/** One disk that is missing is one fault, however many directories lie on it. */
const distinct = (found: readonly UnmountedStorage[]): readonly UnmountedStorage[] =>
  found.filter(({ mountPoint }, index) => found.findIndex((one) => one.mountPoint === mountPoint) === index);
