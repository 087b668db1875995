import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { EngineAddress, ReadableHost } from '#core/host';
import {
  cgroupDirectory,
  parseCgroupCount,
  parseCgroupLimit,
  parseOpenFilesLimit,
} from '#parse/cgroup-files';
import { type EngineContainer, parseContainerDetail } from '#parse/engine-api';
import { containerName } from './container-name.ts';
import { askEngine } from './engine-answers.ts';
import { engineContainers } from './engine-containers.ts';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { platform } from './platform.ts';
import { runsHere } from './storage-directories.ts';

/** What the kernel refused to a running container; counts are since its start. What could not be read is absent. */
export interface RunningLimits {
  readonly name: string;
  readonly processLimit?: number;
  readonly refusedProcesses?: number;
  readonly memoryLimitBytes?: number;
  readonly memoryKills?: number;
  /** The most that it used at a time; read where something was killed. */
  readonly memoryPeakBytes?: number;
  /** Of its first process. */
  readonly openFilesLimit?: number;
  readonly openFiles?: number;
}

export interface ContainerLimits {
  /** How many running containers were looked into; those that could be stand in `running`. */
  readonly asked: number;
  readonly running: readonly RunningLimits[];
  /** Containers that ended because the kernel killed them for want of memory, as the engine says. */
  readonly killed: readonly {
    readonly name: string;
    readonly finishedAgoMs?: number;
    readonly memoryLimitBytes?: number;
  }[];
}

const INSPECT_TIMEOUT_MS = 1000;
const MOST_INSPECTED = 20;

export const containerLimits = defineFact({
  id: 'container-limits',
  summary: 'what the kernel refused to containers: memory, processes, open files',
  needs: { engineInUse, engineInfo, engineContainers, platform },
  collect: async (host, needs): Promise<ContainerLimits | Unavailable> => {
    const { engineInUse, engineInfo, engineContainers, platform } = needs;
    const { address } = engineInUse;
    if (!runsHere(address, engineInfo, platform))
      return unavailable(
        'not-here',
        'control groups',
        `the containers of ${engineInUse.id} run on another machine`,
      );
    const running = engineContainers.filter(({ State }) => State === 'running').slice(0, MOST_INSPECTED);
    const ended = engineContainers
      .filter(({ State, Status = '' }) => State === 'exited' && /^Exited \(137\)/.test(Status))
      .slice(0, MOST_INSPECTED);
    const [limits, killed] = await Promise.all([
      Promise.all(running.map((one) => limitsOf(host, address, one))),
      Promise.all(ended.map((one) => killOf(host, address, one))),
    ]);
    return {
      asked: running.length,
      running: limits.filter((one) => one !== undefined),
      killed: killed.filter((one) => one !== undefined),
    };
  },
});

const inspect = (host: ReadableHost, address: EngineAddress, { Id }: EngineContainer) =>
  askEngine(
    host,
    address,
    `/containers/${encodeURIComponent(Id)}/json`,
    parseContainerDetail,
    INSPECT_TIMEOUT_MS,
  );

const killOf = async (
  host: ReadableHost,
  address: EngineAddress,
  container: EngineContainer,
): Promise<ContainerLimits['killed'][number] | undefined> => {
  const [detail, nowMs] = await Promise.all([inspect(host, address, container), host.nowMs()]);
  if (isUnavailable(detail) || detail.State.OOMKilled !== true) return undefined;
  const { Memory: limit } = detail.HostConfig;
  const name = {
    name: containerName(container),
    ...(limit === undefined || limit === 0 ? {} : { memoryLimitBytes: limit }),
  };
  const finishedMs = Date.parse(detail.State.FinishedAt ?? '');
  return isUnavailable(nowMs) || Number.isNaN(finishedMs)
    ? name
    : { ...name, finishedAgoMs: nowMs - finishedMs };
};

const limitsOf = async (
  host: ReadableHost,
  address: EngineAddress,
  container: EngineContainer,
): Promise<RunningLimits | undefined> => {
  const detail = await inspect(host, address, container);
  const pid = isUnavailable(detail) ? undefined : detail.State.Pid;
  if (pid === undefined || pid < 2) return undefined;
  const groups = await host.readFile(`/proc/${pid}/cgroup`);
  if (isUnavailable(groups)) return undefined;
  const [processes, memory, files] = await Promise.all([
    processLimits(host, cgroupDirectory(groups, 'pids', container.Id)),
    memoryLimits(host, cgroupDirectory(groups, 'memory', container.Id)),
    openFiles(host, pid),
  ]);
  return { name: containerName(container), ...processes, ...memory, ...files };
};

const processLimits = async (
  host: ReadableHost,
  directory: string | undefined,
): Promise<Partial<RunningLimits>> => {
  if (directory === undefined) return {};
  const [max, events] = await Promise.all([
    host.readFile(`${directory}/pids.max`),
    host.readFile(`${directory}/pids.events`),
  ]);
  const processLimit = isUnavailable(max) ? undefined : parseCgroupLimit(max);
  const refusedProcesses = isUnavailable(events) ? undefined : parseCgroupCount(events, 'max');
  return {
    ...(processLimit === undefined ? {} : { processLimit }),
    ...(refusedProcesses === undefined ? {} : { refusedProcesses }),
  };
};

/** The names of version 2, then those of version 1. */
const memoryLimits = async (
  host: ReadableHost,
  directory: string | undefined,
): Promise<Partial<RunningLimits>> => {
  if (directory === undefined) return {};
  const [max, events] = await Promise.all([
    firstOf(host, `${directory}/memory.max`, `${directory}/memory.limit_in_bytes`),
    firstOf(host, `${directory}/memory.events`, `${directory}/memory.oom_control`),
  ]);
  const memoryLimitBytes = max === undefined ? undefined : parseCgroupLimit(max);
  const memoryKills = events === undefined ? undefined : parseCgroupCount(events, 'oom_kill');
  const peak =
    (memoryKills ?? 0) === 0
      ? undefined
      : await firstOf(host, `${directory}/memory.peak`, `${directory}/memory.max_usage_in_bytes`);
  const memoryPeakBytes = peak === undefined ? undefined : parseCgroupLimit(peak);
  return {
    ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
    ...(memoryKills === undefined ? {} : { memoryKills }),
    ...(memoryPeakBytes === undefined ? {} : { memoryPeakBytes }),
  };
};

const firstOf = async (host: ReadableHost, ...paths: readonly string[]): Promise<string | undefined> => {
  for (const path of paths) {
    const text = await host.readFile(path);
    if (!isUnavailable(text)) return text;
  }
  return undefined;
};

/** Root and the owner of a process alone may see what it has open. */
const openFiles = async (host: ReadableHost, pid: number): Promise<Partial<RunningLimits>> => {
  const [limits, open] = await Promise.all([
    host.readFile(`/proc/${pid}/limits`),
    host.list(`/proc/${pid}/fd`),
  ]);
  const openFilesLimit = isUnavailable(limits) ? undefined : parseOpenFilesLimit(limits);
  return {
    ...(openFilesLimit === undefined ? {} : { openFilesLimit }),
    ...(isUnavailable(open) ? {} : { openFiles: open.length }),
  };
};
