import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { type BlockingLogs, blockingLogs } from '#facts/blocking-logs';
import { type BuildContext, buildContext } from '#facts/build-context';
import { type DiskLatency, diskLatency } from '#facts/disk-latency';
import { type DiskLoad, diskLoad } from '#facts/disk-load';
import { type EngineInUse, engineInUse } from '#facts/engine-in-use';
import { engineInfo } from '#facts/engine-info';
import { type SlowDriver, slowDriver } from '#facts/slow-driver';
import { type ContainerMounts, slowMounts } from '#facts/slow-mounts';
import type { EngineInfo } from '#parse/engine-api';
import { performanceCodes } from './performance.codes.ts';

type Finding = FindingOf<typeof performanceCodes>;

export const enginePerformance = defineCheck({
  id: 'engine/performance',
  title: 'Nothing slows containers down without need',
  about:
    'A storage driver of old, sources on a slow file system, logs that programs wait for, a build that loses its cache or a busy disk make containers slow, and nothing says so. This check names what it sees, with figures, and asks for no change.',
  symptoms: ['containers, builds or disks are slow'],
  informing: true,
  needs: {
    engine: engineInUse,
    info: optional(engineInfo),
    driver: optional(slowDriver),
    logs: optional(blockingLogs),
    mounts: optional(slowMounts),
    load: optional(diskLoad),
    latency: optional(diskLatency),
    context: optional(buildContext),
  },
  codes: performanceCodes,
  evaluate: ({ engine, info, driver, logs, mounts, load, latency, context }) => ({
    evidence: [
      settings(info, engine),
      mountEvidence(mounts),
      ...loadEvidence(ifAvailable(load)),
      latencyEvidence(latency),
    ],
    findings: [
      ...judgeDriver(ifAvailable(driver), engine),
      ...judgeLogs(ifAvailable(logs)),
      ...judgeMounts(ifAvailable(mounts)),
      ...judgeLoad(ifAvailable(load), ifAvailable(latency)),
      ...judgeContext(ifAvailable(context)),
    ],
  }),
});

const settings = (info: EngineInfo | Unavailable, { id }: EngineInUse): Evidence => {
  const source = `GET /info on ${id}`;
  if (isUnavailable(info)) return { source, observed: info.detail };
  const { Driver = 'unknown', LoggingDriver } = info;
  const logs = LoggingDriver === undefined ? '' : `, log driver ${LoggingDriver}`;
  return { source, observed: `storage driver ${Driver}${logs}` };
};

const mountEvidence = (mounts: ContainerMounts | Unavailable): Evidence => {
  const source = 'bind mounts of running containers';
  if (isUnavailable(mounts)) return { source, observed: mounts.detail };
  return { source, observed: `${mounts.known} seen, ${mounts.slow.length} on slow file systems` };
};

const loadEvidence = (load: DiskLoad | undefined): readonly Evidence[] => {
  const { pressure, work } = load ?? {};
  return [
    ...(pressure === undefined
      ? []
      : [
          {
            source: 'read /proc/pressure/io',
            observed: `in the last minute some waited for a disk ${pressure.someOfMinute} % of the time, all ${pressure.fullOfMinute} %`,
          },
        ]),
    ...(work === undefined
      ? []
      : [
          {
            source: `/proc/diskstats of ${work.name} (${work.path})`,
            observed: `since the host started ${per(work.readingMs, work.reads)} ms a read, ${per(work.writingMs, work.writes)} ms a write, waiting in the queue included`,
          },
        ]),
  ];
};

const latencyEvidence = (latency: DiskLatency | Unavailable): Evidence =>
  isUnavailable(latency)
    ? { source: 'small writes on the file system of the data root', observed: `not timed: ${latency.detail}` }
    : {
        source: `${latency.samples} writes of 4 KiB in ${latency.directory}, each synced`,
        observed: `${latency.medianMs} ms in the middle, ${latency.worstMs} ms at worst`,
      };

const per = (ms: number, count: number): number => (count === 0 ? 0 : Math.round((ms / count) * 10) / 10);

const judgeDriver = (slow: SlowDriver | undefined, { engine }: EngineInUse): readonly Finding[] =>
  slow === undefined
    ? []
    : [{ code: 'perf-storage-driver', subject: slow.driver, params: { ...slow, engine } }];

const judgeLogs = (logs: BlockingLogs | undefined): readonly Finding[] =>
  logs === undefined
    ? []
    : [
        {
          code: 'perf-blocking-logs',
          subject: logs.driver,
          params: { driver: logs.driver, running: logs.running },
        },
      ];

const SHOWN = 3;

const judgeMounts = (mounts: ContainerMounts | undefined): readonly Finding[] => {
  const [first] = mounts?.slow ?? [];
  if (mounts === undefined || first === undefined) return [];
  const { slow, known } = mounts;
  const shown = slow
    .slice(0, SHOWN)
    .map(({ container, source, fsType }) => `${container}: ${source} (${fsType})`);
  const more = slow.length > SHOWN ? [`${slow.length - SHOWN} more`] : [];
  const isWindows = /^(?:9p|drvfs)$/.test(first.fsType) && /^\/mnt\/[a-z]\//.test(`${first.source}/`);
  const kind = first.fsType === 'desktop' ? 'desktop' : isWindows ? 'windows' : 'network';
  const params = { count: slow.length, known, places: [...shown, ...more], kind } as const;
  return [{ code: 'perf-slow-mount', subject: first.source, params }];
};

/** A busy minute is everyday life; one in which for a fifth of the time nobody got on is not. */
const STALLED_PERCENT = 20;
/** Even a disk that turns takes about 10 ms; a few reads say nothing. */
const SLOW_READ_MS = 30;
const FEW_READS = 1000;
/** A disk that turns needs about 20 ms for it; from here on databases and pulls are felt to be slow. */
const SLOW_SYNC_MS = 50;

const judgeLoad = (load: DiskLoad | undefined, latency: DiskLatency | undefined): readonly Finding[] => {
  const { pressure, work } = load ?? {};
  const stalled =
    pressure !== undefined && pressure.fullOfMinute >= STALLED_PERCENT
      ? Math.round(pressure.fullOfMinute)
      : undefined;
  const readMs =
    work !== undefined && work.reads >= FEW_READS && per(work.readingMs, work.reads) >= SLOW_READ_MS
      ? Math.round(per(work.readingMs, work.reads))
      : undefined;
  const syncMs =
    latency !== undefined && latency.medianMs >= SLOW_SYNC_MS ? Math.round(latency.medianMs) : undefined;
  if (stalled === undefined && readMs === undefined && syncMs === undefined) return [];
  const path = work?.path ?? latency?.directory ?? 'all of them together';
  return [{ code: 'perf-disk-slow', subject: path, params: { stalled, readMs, syncMs, path } }];
};

const judgeContext = (context: BuildContext | undefined): readonly Finding[] => {
  if (context === undefined) return [];
  const { path, line, runsAfter, restless } = context;
  return [{ code: 'perf-build-cache-lost', subject: path, params: { path, line, runsAfter, restless } }];
};
