import type { EngineObject } from '#core/fix';
import type { EngineContainer, EngineDiskUsage, EngineImage } from '#parse/engine-api';
import { listedObject } from './listed-object.ts';

export interface UnusedImages {
  /** Without a name. */
  readonly danglingImages: readonly EngineObject[];
  /** With one name: docker removes them by their id. */
  readonly unusedImages: readonly EngineObject[];
  /** How many have several names, which docker removes only name by name. */
  readonly severalNames: number;
}

type Accounts = EngineDiskUsage['Images'];

/** Images that no container uses, not even one that has ended, and that no other image was built on. `layers`: all images, those
 *  in between included. */
export const unusedImages = (
  images: readonly EngineImage[],
  layers: readonly EngineImage[],
  containers: readonly EngineContainer[],
  accounts: Accounts,
): UnusedImages => {
  const parents = new Set(layers.map(({ ParentId }) => ParentId));
  const wanted = new Set(containers.flatMap(({ ImageID, Image }) => [ImageID, Image]));
  const known = new Map(accounts.map((one) => [one.Id, one]));
  const isUsed = ({ Id, RepoTags }: EngineImage): boolean =>
    wanted.has(Id) ||
    RepoTags.some((tag) => wanted.has(tag) || wanted.has(tag.replace(/:latest$/, ''))) ||
    (known.get(Id)?.Containers ?? 0) > 0;
  const free = images.filter((image) => !parents.has(image.Id) && !isUsed(image));
  const named = (count: (names: number) => boolean): readonly EngineImage[] =>
    free.filter((image) => count(tagsOf(image).length));
  return {
    danglingImages: named((names) => names === 0).flatMap((image) => listed(image, known.get(image.Id))),
    unusedImages: named((names) => names === 1).flatMap((image) => listed(image, known.get(image.Id))),
    severalNames: named((names) => names > 1).length,
  };
};

const tagsOf = ({ RepoTags }: EngineImage): readonly string[] =>
  RepoTags.filter((tag) => tag !== '<none>:<none>');

const listed = (image: EngineImage, account: Accounts[number] | undefined): readonly EngineObject[] =>
  listedObject('image', image, {
    id: image.Id,
    name: tagsOf(image)[0] ?? image.Id.replace(/^sha256:/, '').slice(0, 12),
    sizeBytes: ownBytes(account),
    madeAt: image.Created === undefined ? undefined : new Date(image.Created * 1000).toISOString(),
  });

/** Without the layers that other images share. */
const ownBytes = (account: Accounts[number] | undefined): number | undefined => {
  const { Size, SharedSize } = account ?? {};
  return Size === undefined || SharedSize === undefined || SharedSize < 0 ? Size : Size - SharedSize;
};
