import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { EngineInfo } from '#parse/engine-api';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { platform } from './platform.ts';
import { runsHere } from './storage-directories.ts';

/** Images that the storage driver of an earlier day keeps, while the engine uses containerd's store and does not see them. */
export interface GraphDriverLeftovers {
  readonly snapshotter: string;
  readonly root: string;
  readonly kept: readonly { readonly driver: string; readonly images: number }[];
}

/** `undefined`: this engine does not use containerd's image store. Only root may look into the data root. */
export const graphDriverLeftovers = defineFact({
  id: 'graph-driver-leftovers',
  summary: "images of a storage driver beside containerd's image store",
  needs: { engineInUse, engineInfo, platform },
  collect: async (
    host,
    { engineInUse, engineInfo, platform },
  ): Promise<GraphDriverLeftovers | undefined | Unavailable> => {
    const { DockerRootDir: root, Driver: snapshotter = 'unknown' } = engineInfo;
    if (!usesContainerdStore(engineInfo) || root === undefined) return undefined;
    if (!runsHere(engineInUse.address, engineInfo, platform)) return undefined;
    const drivers = await host.list(`${root}/image`);
    if (isUnavailable(drivers)) {
      return drivers.reason === 'absent' ? { snapshotter, root, kept: [] } : drivers;
    }
    const counted = await Promise.all(
      drivers.map(async (driver) => {
        const images = await host.list(`${root}/image/${driver}/imagedb/content/sha256`);
        return { driver, images: isUnavailable(images) ? 0 : images.length };
      }),
    );
    return { snapshotter, root, kept: counted.filter(({ images }) => images > 0) };
  },
});

/** Docker says so in `DriverStatus`: `["driver-type", "io.containerd.snapshotter.v1"]`. */
export const usesContainerdStore = ({ DriverStatus }: Pick<EngineInfo, 'DriverStatus'>): boolean =>
  DriverStatus.some(([name, value]) => name === 'driver-type' && value === 'io.containerd.snapshotter.v1');
