import type { EngineObject } from '#core/fix';
import type { EngineContainer, EngineDiskUsage } from '#parse/engine-api';
import { projectOf } from './compose-owner.ts';
import { listedObject } from './listed-object.ts';

/** Volumes that no container has, not even one that has ended, largest first. What the driver of a plugin keeps may lie on
 *  another machine, for others: it is left out. */
export const unusedVolumes = (
  volumes: EngineDiskUsage['Volumes'],
  containers: readonly EngineContainer[],
): readonly EngineObject[] => {
  const mounted = new Set(containers.flatMap(({ Mounts }) => Mounts.flatMap(({ Name }) => Name ?? [])));
  return volumes
    .filter(
      ({ Name, Driver, UsageData }) =>
        Driver === 'local' && !mounted.has(Name) && (UsageData.RefCount ?? 0) <= 0,
    )
    .flatMap((volume) => {
      const { Name, CreatedAt, Labels, UsageData } = volume;
      const sizeBytes = UsageData.Size;
      return listedObject('volume', volume, {
        id: Name,
        name: Name,
        sizeBytes,
        madeAt: CreatedAt,
        owner: projectOf(Labels),
      });
    })
    .sort((a, b) => (b.sizeBytes ?? 0) - (a.sizeBytes ?? 0));
};
