import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { EngineObject } from '#core/fix';
import type { EngineAddress, ReadableHost } from '#core/host';
import { type EngineContainer, type EngineDiskUsage, parseImages } from '#parse/engine-api';
import { inspectEnded } from './ended-containers.ts';
import { askEngine } from './engine-answers.ts';
import { engineContainers } from './engine-containers.ts';
import { engineDiskReport } from './engine-disk-report.ts';
import { engineImages } from './engine-images.ts';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { identity } from './identity.ts';
import { listedObject, withSize } from './listed-object.ts';
import { type RemovalTarget, removalTarget } from './removal-target.ts';
import { type UnusedImages, unusedImages } from './unused-images.ts';
import { unusedVolumes } from './unused-volumes.ts';

/** What may be removed to make room, by kind; each list may be empty, and holds nothing that anything needs. */
export interface CleanUps extends UnusedImages {
  /** Where the engine keeps them, as it says. */
  readonly dataRoot: string | undefined;
  /** Images lie with containerd instead. */
  readonly containerdStore: boolean;
  readonly target: RemovalTarget;
  readonly buildCache: readonly EngineObject[];
  readonly stoppedContainers: readonly EngineObject[];
  readonly stoppedDays: number;
  readonly volumes: readonly EngineObject[];
}

/** `undefined`: no disk is filling and nobody asked, or there is no client to remove anything with. */
export const cleanUps = defineFact({
  id: 'clean-ups',
  summary: 'what may be removed to make room: build cache, images, ended containers, volumes',
  needs: {
    identity,
    engineInUse,
    removalTarget,
    report: engineDiskReport,
    info: optional(engineInfo),
    containers: engineContainers,
    images: optional(engineImages),
  },
  collect: async (host, needs): Promise<CleanUps | undefined | Unavailable> => {
    const { identity, engineInUse, removalTarget: target, report, containers } = needs;
    if (target === undefined || report === undefined) return undefined;
    const days = identity.settings.stoppedContainerDays;
    const [layers, ended, now] = await Promise.all([
      askEngine(host, engineInUse.address, '/images/json?all=1', parseImages),
      endedLongAgo(host, engineInUse.address, containers),
      host.nowMs(),
    ]);
    if (isUnavailable(now)) return now;
    const images = isUnavailable(layers) ? [] : (ifAvailable(needs.images) ?? []);
    const layered = isUnavailable(layers) ? [] : layers;
    const before = now - days * DAY_MS;
    const sizes = new Map(report.Containers.map(({ Id, SizeRw }) => [Id, SizeRw]));
    const info = ifAvailable(needs.info);
    return {
      target,
      dataRoot: info?.DockerRootDir,
      containerdStore: (info?.DriverStatus ?? []).some(([, value]) => value.startsWith('io.containerd.')),
      buildCache: cacheOf(report),
      ...unusedImages(images, layered, containers, report.Images),
      stoppedContainers: ended
        .filter(({ finishedAtMs }) => finishedAtMs !== undefined && finishedAtMs < before)
        .map(({ object }) => withSize(object, sizes.get(object.id))),
      stoppedDays: days,
      volumes: unusedVolumes(report.Volumes, containers),
    };
  },
});

const DAY_MS = 24 * 3600 * 1000;
// Each is inspected by itself, side by side.
const MOST_INSPECTED = 160;

const endedLongAgo = (host: ReadableHost, address: EngineAddress, containers: readonly EngineContainer[]) => {
  const ended = containers.filter(({ State }) => State === 'exited' || State === 'dead');
  const oldest = [...ended].sort((a, b) => (a.Created ?? 0) - (b.Created ?? 0)).slice(0, MOST_INSPECTED);
  return inspectEnded(host, address, oldest);
};

/** Oldest first, and of what was used at once, as in one build, the records that others were built on last. */
const cacheOf = ({ BuildCache }: EngineDiskUsage): readonly EngineObject[] =>
  BuildCache.filter(({ InUse, Shared, Type }) => InUse === false && Shared !== true && !INNER.has(Type))
    .flatMap((record) => {
      const { ID: id, Description, Type, Size: sizeBytes, LastUsedAt: lastUsedAt } = record;
      return listedObject('build-cache', record, {
        id,
        name: Description ?? Type ?? 'record',
        sizeBytes,
        lastUsedAt,
      });
    })
    .sort(
      (a, b) => dayOf(a).localeCompare(dayOf(b)) || (b.lastUsedAt ?? '').localeCompare(a.lastUsedAt ?? ''),
    );

const dayOf = ({ lastUsedAt = '' }: EngineObject): string => lastUsedAt.slice(0, 10);

/** BuildKit keeps these for itself, and lets no filter reach them. */
const INNER: ReadonlySet<string | undefined> = new Set(['internal', 'frontend']);
