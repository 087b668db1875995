import { isUnavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import { wordsOf } from '#parse/text';
import { compareReleases } from '#parse/version';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { platform } from './platform.ts';
import { runsHere } from './storage-directories.ts';
import { storagePlaces } from './storage-places.ts';

/** A storage driver that costs time or room, where overlays would work. */
export interface SlowDriver {
  readonly driver: string;
  readonly fsType: string;
  readonly images: number | undefined;
}

const SLOW: ReadonlySet<string> = new Set(['vfs', 'devicemapper', 'fuse-overlayfs']);
/** On these, overlays are at home; others need a kernel or settings that cannot be judged from here. */
const AT_HOME: ReadonlySet<string> = new Set(['ext4', 'xfs', 'btrfs']);
/** Since then overlays need no root. */
const OVERLAY_IN_USER_NAMESPACE = '5.11';

/** `undefined`: the driver is as good as any here, or it was not to be seen whether another would do. */
export const slowDriver = defineFact({
  id: 'slow-driver',
  summary: 'a storage driver in use that is slower than overlays, which this host has',
  needs: { engineInUse, engineInfo, platform, storagePlaces: optional(storagePlaces) },
  collect: async (
    host,
    { engineInUse, engineInfo, platform, storagePlaces },
  ): Promise<SlowDriver | undefined> => {
    const { Driver: driver, Images: images, SecurityOptions } = engineInfo;
    if (driver === undefined || !SLOW.has(driver) || isUnavailable(storagePlaces)) return undefined;
    if (!runsHere(engineInUse.address, engineInfo, platform)) return undefined;
    const kind = engineInUse.engine;
    const store = storagePlaces.filesystems.find(({ places }) => places.some((one) => one.kind === kind));
    const fsType = store?.mount?.fsType;
    if (fsType === undefined || !AT_HOME.has(fsType)) return undefined;
    const isRootless = SecurityOptions.includes('name=rootless');
    const isOld = (compareReleases(platform.kernelRelease, OVERLAY_IN_USER_NAMESPACE) ?? -1) < 0;
    if (isRootless && isOld) return undefined;
    const text = await host.readFile('/proc/filesystems');
    return isUnavailable(text) || !wordsOf(text).includes('overlay') ? undefined : { driver, fsType, images };
  },
});
