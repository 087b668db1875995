import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { FileStat } from '#core/host';
import { type BoundCapabilities, parseBoundCapabilities } from '#parse/bound-capabilities';
import { type Mount, parseMountinfo } from '#parse/mountinfo';
import { identity } from './identity.ts';
import { platform } from './platform.ts';
import { serviceManager } from './service-manager.ts';

/** The container that dockmedic itself runs in. */
export interface OwnContainer {
  /** Who made it: `Docker`, `Podman`, `Kubernetes`, or what systemd calls it (`lxc`). */
  readonly by: string;
  /** Its full id, where the mount table shows one. */
  readonly id?: string;
  /** It has an init of its own and runs services, as a machine does. */
  readonly isMachine: boolean;
  readonly mounts: readonly Mount[];
  readonly may?: BoundCapabilities;
}

/** `undefined`: this is no container, as far as it can be told from inside. */
export const ownContainer = defineFact({
  id: 'own-container',
  summary: 'the container in which dockmedic itself runs',
  needs: { identity, platform, serviceManager: optional(serviceManager) },
  collect: async (host, needs): Promise<OwnContainer | undefined | Unavailable> => {
    if (needs.platform.os !== 'linux') return undefined;
    const [docker, podman, named, table, status] = await Promise.all([
      host.lstat('/.dockerenv'),
      host.lstat('/run/.containerenv'),
      host.readFile('/run/systemd/container'),
      host.readFile('/proc/self/mountinfo', { maxBytes: 8 * 1024 * 1024 }),
      host.readFile('/proc/self/status'),
    ]);
    const isKubernetes = needs.identity.environment['KUBERNETES_SERVICE_HOST'] !== undefined;
    const by = makerOf({ docker, podman, named, isKubernetes });
    if (by === undefined) return unseen([docker, podman]);
    const mounts = isUnavailable(table) ? [] : parseMountinfo(table);
    const id = idIn(mounts);
    const may = isUnavailable(status) ? undefined : parseBoundCapabilities(status);
    return {
      by,
      ...(id === undefined ? {} : { id }),
      isMachine: MACHINES.has(ifAvailable(needs.serviceManager) ?? 'none'),
      mounts,
      ...(may === undefined ? {} : { may }),
    };
  },
});

const MACHINES: ReadonlySet<string> = new Set(['systemd', 'openrc']);

interface Signs {
  readonly docker: FileStat | Unavailable;
  readonly podman: FileStat | Unavailable;
  readonly named: string | Unavailable;
  readonly isKubernetes: boolean;
}

/** Each tool leaves a mark of its own; in Kubernetes there is often no file, only the variable that every pod gets. */
const makerOf = ({ docker, podman, named, isKubernetes }: Signs): string | undefined => {
  if (isKubernetes) return 'Kubernetes';
  if (!isUnavailable(docker)) return 'Docker';
  if (!isUnavailable(podman)) return 'Podman';
  const word = isUnavailable(named) ? '' : named.trim();
  // systemd calls WSL a container too, which is a machine in all that matters here.
  return word === '' || word === 'wsl' ? undefined : word;
};

/** A mark that could not be looked for does not tell that there is none. */
const unseen = (marks: readonly (FileStat | Unavailable)[]): Unavailable | undefined =>
  marks.find((mark): mark is Unavailable => isUnavailable(mark) && mark.reason !== 'absent');

/** The engine mounts files of its own over three in /etc, from a directory that has the container's id as its name. */
const idIn = (mounts: readonly Mount[]): string | undefined =>
  mounts.map(({ root }) => OF_CONTAINER.exec(root)?.[1]).find((id) => id !== undefined);

const OF_CONTAINER = /\/([0-9a-f]{64})\/(?:userdata\/)?(?:hostname|hosts|resolv\.conf|\.containerenv)$/;
