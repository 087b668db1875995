import { defineFact } from '#core/fact';
import type { EngineDiskUsage } from '#parse/engine-api';
import { engineDiskReport } from './engine-disk-report.ts';
import { type EngineInUse, engineInUse } from './engine-in-use.ts';

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

/** `undefined`: no disk is filling, so the engine was not asked. */
export const engineDiskUsage = defineFact({
  id: 'engine-disk-usage',
  summary: 'what uses the disk, by images, containers, volumes and build cache',
  needs: { engineInUse, engineDiskReport },
  collect: async (_host, { engineInUse, engineDiskReport: report }): Promise<StorageUse | undefined> =>
    report === undefined ? undefined : summarize(report, engineInUse.engine),
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
