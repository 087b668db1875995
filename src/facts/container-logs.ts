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
  readonly unbounded: readonly UnboundedLog[];
}

export interface UnboundedLog {
  readonly name: string;
  readonly logBytes?: number;
  /** On average since the container was created. */
  readonly bytesPerDay?: number;
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
    const now = await host.nowMs();
    const nowMs = isUnavailable(now) ? undefined : now;
    const looked = await Promise.all(chosen.map((one) => inspectLog(host, engineInUse.address, one, nowMs)));
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
  readonly log: UnboundedLog;
}

const inspectLog = async (
  host: ReadableHost,
  address: EngineAddress,
  { Id, Names, Created }: EngineContainer,
  nowMs: number | undefined,
): Promise<Look | undefined> => {
  const path = `/containers/${encodeURIComponent(Id)}/json`;
  const detail = await askEngine(host, address, path, parseContainerDetail, INSPECT_TIMEOUT_MS);
  if (isUnavailable(detail)) return undefined;
  const { Type, Config } = detail.HostConfig.LogConfig;
  const name = containerName({ Names, Id });
  if (Type !== 'json-file' || Config['max-size'] !== undefined) return { isBounded: true, log: { name } };
  const logBytes = await sizeOf(host, detail.LogPath);
  if (logBytes === undefined) return { isBounded: false, log: { name } };
  const days = nowMs === undefined || Created === undefined ? 0 : (nowMs / 1000 - Created) / DAY_S;
  const pace = days < LEAST_DAYS ? {} : { bytesPerDay: Math.round(logBytes / days) };
  return { isBounded: false, log: { name, logBytes, ...pace } };
};

const DAY_S = 86_400;
/** What a container writes when it starts says nothing of the days to come. */
const LEAST_DAYS = 0.5;

/** Only root may look into the data root. */
const sizeOf = async (host: ReadableHost, path: string | undefined): Promise<number | undefined> => {
  const stat = path === undefined ? undefined : await host.stat(path);
  return stat === undefined || isUnavailable(stat) ? undefined : stat.sizeBytes;
};
