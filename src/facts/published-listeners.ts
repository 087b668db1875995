import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { EngineAddress, ReadableHost } from '#core/host';
import { type EngineContainer, parseContainerDetail } from '#parse/engine-api';
import { isLoopback } from '#parse/proc-net-listeners';
import { containerName } from './container-name.ts';
import { askEngine } from './engine-answers.ts';
import { engineContainers } from './engine-containers.ts';
import { engineInUse } from './engine-in-use.ts';
import { listenersIn } from './port-conflicts.ts';

/** A published port behind which a program listens on the container's own loopback alone. */
export interface LoopbackOnly {
  readonly container: string;
  readonly port: number;
  readonly publicPort: number;
}

export interface PublishedListeners {
  /** Running containers that publish TCP ports. */
  readonly publishing: number;
  /** Those of them into whose network could be looked. */
  readonly looked: number;
  readonly loopbackOnly: readonly LoopbackOnly[];
}

const INSPECT_TIMEOUT_MS = 1000;
const MOST_INSPECTED = 20;

export const publishedListeners = defineFact({
  id: 'published-listeners',
  summary: 'where programs listen behind the published ports of running containers',
  needs: { engineInUse, engineContainers },
  collect: async (host, { engineInUse, engineContainers }): Promise<PublishedListeners> => {
    const publishing = engineContainers.filter((one) => one.State === 'running' && published(one).length > 0);
    const seen = await Promise.all(
      publishing.slice(0, MOST_INSPECTED).map((one) => lookInto(host, engineInUse.address, one)),
    );
    const looked = seen.filter((one) => one !== undefined);
    return { publishing: publishing.length, looked: looked.length, loopbackOnly: looked.flat() };
  },
});

const published = ({ Ports }: EngineContainer) => {
  const tcp = Ports.flatMap(({ PrivatePort, PublicPort, Type }) =>
    Type === 'tcp' && PublicPort !== undefined ? [{ port: PrivatePort, publicPort: PublicPort }] : [],
  );
  return tcp.filter(({ port }, index) => tcp.findIndex((one) => one.port === port) === index);
};

const lookInto = async (
  host: ReadableHost,
  address: EngineAddress,
  container: EngineContainer,
): Promise<readonly LoopbackOnly[] | undefined> => {
  const path = `/containers/${encodeURIComponent(container.Id)}/json`;
  const detail = await askEngine(host, address, path, parseContainerDetail, INSPECT_TIMEOUT_MS);
  const pid = isUnavailable(detail) ? undefined : detail.State.Pid;
  if (pid === undefined || pid <= 0 || !(await isItsProcess(host, pid, container.Id))) return undefined;
  const listeners = await listenersIn(host, `/proc/${pid}/net`, 'tcp');
  if (isUnavailable(listeners)) return undefined;
  return published(container)
    .filter(({ port }) => {
      const there = listeners.filter((one) => one.port === port);
      return there.length > 0 && there.every((one) => isLoopback(one.address));
    })
    .map((one) => ({ container: containerName(container), ...one }));
};

/** The number is that of the engine's machine, which may be a virtual one or behind a TCP address. */
const isItsProcess = async (host: ReadableHost, pid: number, id: string): Promise<boolean> => {
  const cgroup = await host.readFile(`/proc/${pid}/cgroup`);
  return !isUnavailable(cgroup) && id.length >= 12 && cgroup.includes(id);
};
