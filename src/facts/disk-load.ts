import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { type DiskWork, parseDiskWork } from '#parse/diskstats';
import { type Pressure, parsePressure } from '#parse/pressure';
import { storagePlaces } from './storage-places.ts';

/** What the kernel has counted of disks, without writing anything. */
export interface DiskLoad {
  /** How much programs waited for disks in the last minute; absent on kernels that do not count it. */
  readonly pressure?: Pressure;
  /** The disk under the data root since the host started; absent where the file system has no device of its own. */
  readonly work?: DiskWork & { readonly path: string };
}

export const diskLoad = defineFact({
  id: 'disk-load',
  summary:
    'how long programs waited for disks in the last minute, and the disk of the data root since the start',
  needs: { storagePlaces },
  collect: async (host, { storagePlaces: { filesystems } }): Promise<DiskLoad> => {
    const store = filesystems.find(({ places }) => places.some(({ kind }) => kind !== 'tmp'));
    const [pressure, stats] = await Promise.all([
      host.readFile('/proc/pressure/io'),
      host.readFile('/proc/diskstats'),
    ]);
    const parsed = isUnavailable(pressure) ? undefined : parsePressure(pressure);
    const device = store?.mount?.device;
    const work = isUnavailable(stats) || device === undefined ? undefined : parseDiskWork(stats, device);
    return {
      ...(parsed === undefined ? {} : { pressure: parsed }),
      ...(work === undefined || store === undefined ? {} : { work: { ...work, path: store.places[0].path } }),
    };
  },
});
