import { ifAvailable, isUnavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { FileStat } from '#core/host';
import type { EngineContainer } from '#parse/engine-api';
import { isAbove } from '#parse/mountinfo';
import { containerName } from './container-name.ts';
import { endpoints } from './endpoints.ts';
import { engineContainers } from './engine-containers.ts';
import { identity } from './identity.ts';
import { type OwnContainer, ownContainer } from './own-container.ts';

/** What can be seen of an engine from inside a container. */
export interface ContainerView {
  readonly container: OwnContainer;
  /** Why the selected engine is known to be outside of this container; absent where it is inside, or nobody can tell. */
  readonly outside?: 'own-container' | 'mounted-socket';
  /** The socket as this container sees it: its owner is a number that belongs to the host. */
  readonly socket?: { readonly path: string; readonly stat: FileStat };
  /** Where the engine finds the working directory; absent where it does not know this container. */
  readonly paths?: Paths;
}

export interface Paths {
  readonly here: string;
  /** `same`: under the same path; `own`: nowhere, the directory is in this container alone; otherwise its path out there. */
  readonly there: { readonly kind: 'same' | 'own' } | { readonly kind: 'elsewhere'; readonly path: string };
  /** A container that was made since this one began, with a path of this one as its source. */
  readonly misled?: { readonly container: string; readonly source: string };
}

/** `undefined`: this is no container. */
export const containerView = defineFact({
  id: 'container-view',
  summary: 'what this container shares with the engine that it asks',
  needs: { identity, ownContainer, endpoints, containers: optional(engineContainers) },
  collect: async (host, needs): Promise<ContainerView | undefined> => {
    const { ownContainer: container } = needs;
    // Nobody mounts the whole of a container into another one.
    const { workingDirectory: here } = needs.identity;
    if (container === undefined) return undefined;
    const selected = needs.endpoints.find((endpoint) => endpoint.selected);
    const path = selected?.address.kind === 'unix' ? selected.address.path : undefined;
    const isMounted = path !== undefined && isMountPoint(path, await host.realPath(path), container);
    const containers = ifAvailable(needs.containers) ?? [];
    const own = containers.find(({ Id }) => Id === container.id);
    const outside = own !== undefined ? 'own-container' : isMounted ? 'mounted-socket' : undefined;
    const stat = selected?.stat;
    return {
      container,
      ...(outside === undefined ? {} : { outside }),
      ...(path === undefined || stat === undefined ? {} : { socket: { path, stat } }),
      ...(own === undefined || here === '/' ? {} : { paths: pathsOf(here, own, containers) }),
    };
  },
});

const isMountPoint = (path: string, real: unknown, { mounts }: OwnContainer): boolean =>
  mounts.some(({ mountPoint }) => mountPoint === path || (!isUnavailable(real) && mountPoint === real));

const pathsOf = (here: string, own: EngineContainer, all: readonly EngineContainer[]): Paths => {
  const there = outsideOf(here, own);
  const misled = there.kind === 'same' ? undefined : misledBy(here, own, all);
  return { here, there, ...(misled === undefined ? {} : { misled }) };
};

/** What the engine mounted into this container, the longest match first. */
const outsideOf = (path: string, { Mounts }: EngineContainer): Paths['there'] => {
  const holders = Mounts.flatMap(({ Source, Destination }) =>
    Source !== undefined && Destination !== undefined && isAbove(Destination, path)
      ? [{ Source, Destination }]
      : [],
  ).toSorted((one, other) => other.Destination.length - one.Destination.length);
  const [holder] = holders;
  if (holder === undefined) return { kind: 'own' };
  const rest = holder.Destination === '/' ? path : path.slice(holder.Destination.length);
  const there = `${holder.Source.replace(/\/$/, '')}${rest}`;
  return there === path ? { kind: 'same' } : { kind: 'elsewhere', path: there };
};

/** Compose notes from which directory it was called; docker run leaves the path itself. */
const misledBy = (here: string, own: EngineContainer, all: readonly EngineContainer[]): Paths['misled'] => {
  const later = all.filter(({ Id, Created = 0 }) => Id !== own.Id && Created >= (own.Created ?? 0));
  return later
    .flatMap((one) =>
      one.Mounts.flatMap(({ Type, Source }) =>
        Type === 'bind' && Source !== undefined && isAbove(here, Source)
          ? [{ container: containerName(one), source: Source }]
          : [],
      ),
    )
    .at(0);
};
