import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { EngineAddress, ReadableHost } from '#core/host';
import { type EngineContainer, parseContainerDetail } from '#parse/engine-api';
import { containerName } from './container-name.ts';
import { askEngine } from './engine-answers.ts';
import { engineContainers } from './engine-containers.ts';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';

/** Logs of running containers, as far as they were looked at. */
export interface ContainerLogs {
  readonly running: number;
  /** How many of them were inspected. */
  readonly inspected: number;
  /** Containers whose log grows without end: driver json-file, no `max-size`. */
  readonly unbounded: readonly { readonly name: string; readonly logBytes?: number }[];
}

// A container whose shim is stuck answers no inspection; the others are not to wait for it.
const INSPECT_TIMEOUT_MS = 1000;
const MOST_INSPECTED = 20;

/** `undefined`: this engine writes no json-file logs unless told to, so no container was asked. */
export const containerLogs = defineFact({
  id: 'container-logs',
  summary: 'running containers whose log has no size limit',
  needs: { engineInUse, engineInfo, engineContainers },
  collect: async (
    host,
    { engineInUse, engineInfo, engineContainers },
  ): Promise<ContainerLogs | undefined> => {
    if (engineInUse.engine === 'podman' || engineInfo.LoggingDriver !== 'json-file') return undefined;
    const running = engineContainers.filter(({ State }) => State === 'running');
    const chosen = running.slice(0, MOST_INSPECTED);
    const looked = await Promise.all(chosen.map((one) => inspectLog(host, engineInUse.address, one)));
    const answered = looked.filter((one) => one !== undefined);
    return {
      running: running.length,
      inspected: answered.length,
      unbounded: answered.filter(({ isBounded }) => !isBounded).map(({ log }) => log),
    };
  },
});

interface Look {
  readonly isBounded: boolean;
  readonly log: ContainerLogs['unbounded'][number];
}

const inspectLog = async (
  host: ReadableHost,
  address: EngineAddress,
  { Id, Names }: EngineContainer,
): Promise<Look | undefined> => {
  const path = `/containers/${encodeURIComponent(Id)}/json`;
  const detail = await askEngine(host, address, path, parseContainerDetail, INSPECT_TIMEOUT_MS);
  if (isUnavailable(detail)) return undefined;
  const { Type, Config } = detail.HostConfig.LogConfig;
  const name = containerName({ Names, Id });
  if (Type !== 'json-file' || Config['max-size'] !== undefined) return { isBounded: true, log: { name } };
  const logBytes = await sizeOf(host, detail.LogPath);
  return { isBounded: false, log: logBytes === undefined ? { name } : { name, logBytes } };
};

/** Only root may look into the data root. */
const sizeOf = async (host: ReadableHost, path: string | undefined): Promise<number | undefined> => {
  const stat = path === undefined ? undefined : await host.stat(path);
  return stat === undefined || isUnavailable(stat) ? undefined : stat.sizeBytes;
};
