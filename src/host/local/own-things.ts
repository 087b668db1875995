/** Everything that a probe creates carries this label; its value is unimportant. */
export const PROBE_LABEL = 'io.dockmedic.probe';

export const PROBE_NAME_PREFIX = 'dockmedic-probe-';

export type Kind = 'container' | 'image';

/** What an earlier run left behind, recognised by what the engine says of the thing itself: its label, its
 *  name and its age. That it was in a filtered list proves nothing; some engines ignore the filter. */
export interface Leftover {
  readonly kind: Kind;
  /** What it is removed by: a container's id, an image's tag, so that its other tags stay. */
  readonly id: string;
  readonly name: string;
  /** By the engine's clock, in seconds since 1970. */
  readonly createdAtS: number;
}

// Podman puts a registry in front of the tag of an image that came from none.
const CONTAINER = /^\/?(dockmedic-probe-[0-9a-f]{12})$/;
const IMAGE = /^(?:localhost\/|docker\.io\/library\/)?(dockmedic-probe-[0-9a-f]{12}):latest$/;
const ID = /^[0-9a-f]{12,64}$/;

export const leftoversIn = (kind: Kind, list: unknown): readonly Leftover[] =>
  Array.isArray(list) ? list.flatMap((entry: unknown) => leftoverOf(kind, entry)) : [];

const leftoverOf = (kind: Kind, entry: unknown): readonly Leftover[] => {
  const createdAtS = field(entry, 'Created');
  if (!hasLabel(field(entry, 'Labels')) || !isCount(createdAtS)) return [];
  if (kind === 'image') {
    return texts(field(entry, 'RepoTags')).flatMap((tag) => {
      const name = IMAGE.exec(tag)?.[1];
      return name === undefined ? [] : [{ kind, id: tag, name, createdAtS }];
    });
  }
  const id = field(entry, 'Id');
  const [name] = texts(field(entry, 'Names')).flatMap((one) => CONTAINER.exec(one)?.[1] ?? []);
  return typeof id !== 'string' || !ID.test(id) || name === undefined ? [] : [{ kind, id, name, createdAtS }];
};

/** What the engine says when asked for this one thing, right before it is removed. */
export const isConfirmed = ({ kind, id, name }: Leftover, inspected: unknown): boolean => {
  if (!hasLabel(field(field(inspected, 'Config'), 'Labels'))) return false;
  if (kind === 'image') return texts(field(inspected, 'RepoTags')).includes(id);
  const itsName = field(inspected, 'Name');
  return (
    field(inspected, 'Id') === id && typeof itsName === 'string' && CONTAINER.exec(itsName)?.[1] === name
  );
};

const hasLabel = (labels: unknown): boolean => typeof field(labels, PROBE_LABEL) === 'string';

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;

const texts = (list: unknown): readonly string[] =>
  Array.isArray(list) ? list.filter((one: unknown) => typeof one === 'string') : [];

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
