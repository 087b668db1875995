import { ifAvailable, type Unavailable } from '#core/answer';
import { type CleanUp, cleanUpOf } from '#core/clean-ups';
import type { FindingOf } from '#core/finding';
import { type EngineObject, type ProposalRequest, propose } from '#core/fix';
import { formatBytes } from '#core/text';
import type { CleanUps } from '#facts/clean-ups';
import type { StoragePlace } from '#facts/storage-places';
import { removeBuildCache } from '#fixes/remove-build-cache';
import { removeDanglingImages } from '#fixes/remove-dangling-images';
import { removeStoppedContainers } from '#fixes/remove-stopped-containers';
import { removeUnusedImages } from '#fixes/remove-unused-images';
import { removeVolume } from '#fixes/remove-volume';
import type { diskSpaceCodes } from './disk-space.codes.ts';

type Offers = readonly ProposalRequest[];
type Lists = CleanUps | undefined | Unavailable;

/** The largest; any other is offered when it is asked for by its name. */
const MOST_VOLUMES = 10;

/** What makes room where these places lie, least harmful first; volumes last, one by one. */
export const roomMakers = (lists: Lists, places: readonly StoragePlace[]): Offers => {
  const cleanUps = ifAvailable(lists);
  if (cleanUps === undefined || !places.some((place) => isOf(cleanUps, place))) return [];
  return [
    ...cacheOffers(lists),
    ...OFFERS['remove-dangling-images'](cleanUps),
    ...OFFERS['remove-stopped-containers'](cleanUps),
    ...OFFERS['remove-unused-images'](cleanUps),
    ...OFFERS['remove-volume'](cleanUps).slice(0, MOST_VOLUMES),
  ];
};

const isOf = ({ dataRoot, containerdStore }: CleanUps, { kind, path }: StoragePlace): boolean =>
  (kind === 'docker' && path === dataRoot) || (kind === 'containerd' && containerdStore);

export const cacheOffers = (lists: Lists): Offers => {
  const cleanUps = ifAvailable(lists);
  return cleanUps === undefined ? [] : OFFERS['remove-build-cache'](cleanUps);
};

const OFFERS: Readonly<Record<CleanUp, (lists: CleanUps) => Offers>> = {
  'remove-build-cache': ({ target, buildCache: objects }) =>
    objects.length === 0 ? [] : [propose(removeBuildCache, { target, objects })],
  'remove-dangling-images': ({ target, danglingImages: objects }) =>
    objects.length === 0 ? [] : [propose(removeDanglingImages, { target, objects })],
  'remove-stopped-containers': ({ target, stoppedContainers: objects, stoppedDays: days }) =>
    objects.length === 0 ? [] : [propose(removeStoppedContainers, { target, objects, days })],
  'remove-unused-images': ({ target, unusedImages: objects, severalNames }) =>
    objects.length === 0 ? [] : [propose(removeUnusedImages, { target, objects, severalNames })],
  'remove-volume': ({ target, volumes }) =>
    volumes.map((volume) => propose(removeVolume, { target, volume })),
};

/** Somebody asked for clean-ups by name: what each would remove, on a roomy disk too. */
export const judgeAsked = (
  lists: Lists,
  asked: readonly string[],
): readonly FindingOf<typeof diskSpaceCodes>[] => {
  const cleanUps = ifAvailable(lists);
  if (cleanUps === undefined) return [];
  const all = asked.includes('remove-volume');
  const volumes = cleanUps.volumes.filter(({ name }) => all || asked.includes(`remove-volume#${name}`));
  const wanted = { ...cleanUps, volumes };
  const names = new Set(asked.flatMap((name) => cleanUpOf(name) ?? []));
  return [...names].flatMap((name) => {
    const objects = LISTS[name](wanted);
    const bytes = objects.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);
    const params = {
      what: WORDS[name][objects.length === 1 ? 0 : 1],
      count: objects.length,
      size: formatBytes(bytes),
    };
    return objects.length === 0
      ? []
      : [{ code: 'disk-removable', subject: WORDS[name][1], params, fixes: OFFERS[name](wanted) } as const];
  });
};

const LISTS: Readonly<Record<CleanUp, (lists: CleanUps) => readonly EngineObject[]>> = {
  'remove-build-cache': ({ buildCache }) => buildCache,
  'remove-dangling-images': ({ danglingImages }) => danglingImages,
  'remove-stopped-containers': ({ stoppedContainers }) => stoppedContainers,
  'remove-unused-images': ({ unusedImages }) => unusedImages,
  'remove-volume': ({ volumes }) => volumes,
};

/** Of one, and of several. */
const WORDS: Readonly<Record<CleanUp, readonly [string, string]>> = {
  'remove-build-cache': ['record of the build cache', 'records of the build cache'],
  'remove-dangling-images': ['image without a name', 'images without a name'],
  'remove-stopped-containers': ['container that ended long ago', 'containers that ended long ago'],
  'remove-unused-images': ['image that no container uses', 'images that no container uses'],
  'remove-volume': ['volume that no container has', 'volumes that no container has'],
};
