import { ifAvailable, isUnavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { daemonJournal } from './daemon-journal.ts';
import { storageDirectories } from './storage-directories.ts';

/** Storage drivers between which the engine cannot choose. */
export interface StorageDriverData {
  readonly drivers: readonly string[];
  /** Those under which the data root holds images; absent where it may not be looked into. */
  readonly withImages?: readonly string[];
}

/** `undefined`: the engine did not say that there are several. */
export const storageDriverData = defineFact({
  id: 'storage-driver-data',
  summary: 'under which of several storage drivers the data root holds images',
  needs: { words: optional(daemonJournal), directories: optional(storageDirectories) },
  collect: async (host, { words, directories }): Promise<StorageDriverData | undefined> => {
    const text = ifAvailable(words)?.text ?? '';
    const [, root, list = ''] = /(\/\S+) contains several valid graphdrivers: ([^;]+);/.exec(text) ?? [];
    const place = root ?? ifAvailable(directories)?.directories.find(({ kind }) => kind === 'docker')?.path;
    const drivers = list.split(/,\s*/).filter((name) => /^[a-z0-9-]{1,30}$/.test(name));
    if (drivers.length < 2 || place === undefined) return undefined;
    const looked = await Promise.all(drivers.map((driver) => imagesUnder(host, `${place}/image/${driver}`)));
    return looked.includes(undefined)
      ? { drivers }
      : { drivers, withImages: drivers.filter((_driver, index) => looked[index] === true) };
  },
});

/** The engine keeps one file for the configuration of each image; layers it knows, but of no image, count as well. */
const imagesUnder = async (host: ReadableHost, path: string): Promise<boolean | undefined> => {
  const found = await Promise.all(
    ['imagedb/content/sha256', 'layerdb/sha256', 'layerdb/mounts'].map((part) =>
      host.list(`${path}/${part}`),
    ),
  );
  const isHidden = found.some((one) => isUnavailable(one) && one.reason !== 'absent');
  return isHidden ? undefined : found.some((one) => !isUnavailable(one) && one.length > 0);
};
