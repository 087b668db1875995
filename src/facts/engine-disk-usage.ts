import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { type EngineDiskUsage, parseDiskUsage } from '#parse/engine-api';
import { bytePressure, inodePressure } from './disk-pressure.ts';
import { askEngine } from './engine-answers.ts';
import { type EngineInUse, engineInUse } from './engine-in-use.ts';
import { identity } from './identity.ts';
import { storagePlaces } from './storage-places.ts';

/** What the engine's own things take, in bytes. */
export interface StorageUse {
  readonly engine: EngineInUse['engine'];
  readonly imageBytes: number;
  /** Images without a name that no container uses. */
  readonly danglingImages: number;
  readonly containerBytes: number;
  readonly stoppedContainers: number;
  readonly volumeBytes: number;
  readonly cacheBytes: number;
  /** The part of the build cache that can go at once. */
  readonly idleCacheBytes: number;
}

const TIMEOUT_MS = 10_000;

/** The engine walks through all its files to answer, which takes seconds: it is asked only when some disk is
 *  filling. `undefined`: no need to ask. */
export const engineDiskUsage = defineFact({
  id: 'engine-disk-usage',
  summary: 'what uses the disk, by images, containers, volumes and build cache (GET /system/df)',
  needs: { identity, storagePlaces, engineInUse },
  timeoutMs: TIMEOUT_MS + 1000,
  collect: async (
    host,
    { identity: { settings }, storagePlaces, engineInUse },
  ): Promise<StorageUse | undefined | Unavailable> => {
    const isFilling = storagePlaces.filesystems.some(
      ({ usage }) => (bytePressure(usage, settings) ?? inodePressure(usage, settings)) !== undefined,
    );
    if (!isFilling) return undefined;
    const answer = await askEngine(host, engineInUse.address, '/system/df', parseDiskUsage, TIMEOUT_MS);
    return isUnavailable(answer) ? answer : summarize(answer, engineInUse.engine);
  },
});

const summarize = (usage: EngineDiskUsage, engine: EngineInUse['engine']): StorageUse => ({
  engine,
  imageBytes: usage.LayersSize ?? sum(usage.Images.map(({ Size }) => Size)),
  danglingImages: usage.Images.filter(isDangling).length,
  containerBytes: sum(usage.Containers.map(({ SizeRw }) => SizeRw)),
  stoppedContainers: usage.Containers.filter(({ State }) => State === 'exited' || State === 'created').length,
  // -1 stands for "not computed".
  volumeBytes: sum(usage.Volumes.map(({ UsageData }) => Math.max(0, UsageData.Size ?? 0))),
  cacheBytes: sum(usage.BuildCache.filter(({ Shared }) => Shared !== true).map(({ Size }) => Size)),
  idleCacheBytes: sum(
    usage.BuildCache.filter(({ Shared, InUse }) => Shared !== true && InUse !== true).map(({ Size }) => Size),
  ),
});

const isDangling = ({ RepoTags, Containers }: EngineDiskUsage['Images'][number]): boolean =>
  RepoTags.every((tag) => tag === '<none>:<none>') && (Containers ?? 0) <= 0;

const sum = (sizes: readonly (number | undefined)[]): number =>
  sizes.reduce<number>((total, size) => total + (size ?? 0), 0);
