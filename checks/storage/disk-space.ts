import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import type { Settings } from '#core/host';
import { formatBytes } from '#core/text';
import { type CleanUps, cleanUps } from '#facts/clean-ups';
import { type ContainerLogs, containerLogs } from '#facts/container-logs';
import { daemonJsonTarget } from '#facts/daemon-json-target';
import { bytePressure, inodePercent, inodePressure, type Pressure, usedPercent } from '#facts/disk-pressure';
import { diskTenants } from '#facts/disk-tenants';
import { engineDiskUsage, type StorageUse } from '#facts/engine-disk-usage';
import { type EngineInUse, engineInUse } from '#facts/engine-in-use';
import { identity } from '#facts/identity';
import { storageDirectories } from '#facts/storage-directories';
import { type StorageFilesystem, storagePlaces } from '#facts/storage-places';
import { type UnmountedStorage, unmountedStorage } from '#facts/unmounted-storage';
import { cacheOffers, judgeAsked, roomMakers } from './disk-space.clean-ups.ts';
import { diskSpaceCodes } from './disk-space.codes.ts';
import { judgeLogs } from './disk-space.logs.ts';
import { accountOf, quotaEvidence, tenantEvidence, type Uses, usesText } from './disk-space.uses.ts';

type Finding = FindingOf<typeof diskSpaceCodes>;

export const storageDiskSpace = defineCheck({
  id: 'storage/disk-space',
  title: 'Container storage has room',
  about:
    'An engine whose disk is full does not start and names every cause but the disk. This check measures bytes and inodes where Docker, containerd and Podman keep their data, and in /tmp, and tells what uses them.',
  symptoms: [
    'no space left on device',
    'the disk fills with images, logs or build cache',
    'read-only file system',
  ],
  needs: {
    identity,
    directories: storageDirectories,
    places: storagePlaces,
    unmounted: optional(unmountedStorage),
    engine: optional(engineInUse),
    use: optional(engineDiskUsage),
    logs: optional(containerLogs),
    tenants: optional(diskTenants),
    cleanUps: optional(cleanUps),
    target: optional(daemonJsonTarget),
  },
  codes: diskSpaceCodes,
  applies: ({ directories: { directories, elsewhere } }) => {
    if (directories.length > 0) return true;
    return elsewhere === undefined
      ? 'no container engine keeps data on this host'
      : `${elsewhere.engine} keeps its data on another machine (${elsewhere.path} there)`;
  },
  evaluate: (needs) => {
    const { identity, places, unmounted, engine, use, logs, tenants, cleanUps, target } = needs;
    const { settings } = identity;
    const { filesystems, unseen } = places;
    const around = {
      settings,
      engine: ifAvailable(engine),
      use: ifAvailable(use),
      logs: ifAvailable(logs),
      tenants: ifAvailable(tenants),
      cleanUps,
    };
    const isFilling = filesystems.some((one) => pressureOf(one, settings) !== undefined);
    const findings = [
      ...(ifAvailable(unmounted) ?? []).map(notMounted),
      ...filesystems.flatMap((one) => judgeFilesystem(one, around)),
      ...judgeCache(around.use, cleanUps),
      ...judgeLogs(ifAvailable(logs), isFilling, target),
      ...judgeAsked(cleanUps, identity.cleanUps ?? []),
    ];
    const [first, ...others] = [
      ...filesystems.map(measured),
      ...(ifAvailable(unmounted) ?? []).map(({ mountPoint, source }) => ({
        source: '/etc/fstab and /proc/self/mountinfo',
        observed: `${source} is to be mounted at ${mountPoint}, and nothing is mounted there`,
      })),
      ...unseen.map(({ path, obstacle }) => ({ source: `statfs ${path}`, observed: obstacle.detail })),
      ...filesystems.flatMap(quotaEvidence),
      ...accounted(use),
      ...tenantEvidence(around.tenants),
      ...logged(ifAvailable(logs)),
    ];
    const [lost] = unseen;
    return {
      evidence: [first ?? NOTHING_SEEN, ...others],
      findings,
      ...(lost === undefined ? {} : { missing: lost.obstacle }),
    };
  },
});

const NOTHING_SEEN: Evidence = { source: 'statfs', observed: 'no file system could be measured' };

interface Surroundings extends Uses {
  readonly settings: Settings;
  readonly engine: EngineInUse | undefined;
  readonly cleanUps: CleanUps | undefined | Unavailable;
}

const pressureOf = ({ usage }: StorageFilesystem, settings: Settings): Pressure | undefined =>
  bytePressure(usage, settings) ?? inodePressure(usage, settings);

const measured = ({ places, usage }: StorageFilesystem): Evidence => {
  const left = `${usedPercent(usage)} % used, ${formatBytes(usage.availableBytes)} of ${formatBytes(usage.sizeBytes)} left`;
  const inodes = usage.inodes === 0 ? '' : `; ${inodePercent(usage)} % of inodes used`;
  return { source: `statfs ${places.map(({ path }) => path).join(', ')}`, observed: `${left}${inodes}` };
};

const accounted = (use: StorageUse | undefined | Unavailable): readonly Evidence[] => {
  if (use === undefined) return [];
  const observed = isUnavailable(use) ? use.detail : accountOf(use);
  return [{ source: 'GET /system/df', observed }];
};

const logged = (logs: ContainerLogs | undefined): readonly Evidence[] =>
  logs === undefined || logs.running === 0
    ? []
    : [
        {
          source: `log settings of ${logs.inspected} of ${logs.running} running containers`,
          observed: `${logs.unbounded.length} without a size limit`,
        },
      ];

const judgeFilesystem = (filesystem: StorageFilesystem, around: Surroundings): readonly Finding[] => {
  const readOnly = filesystem.places.filter(({ kind, isReadOnly }) => isReadOnly && kind !== 'tmp');
  const [first] = readOnly;
  if (first !== undefined) {
    const params = { places: readOnly.map(({ path }) => path), mountPoint: mountPointOf(filesystem) };
    return [{ code: 'storage-readonly', subject: first.path, params }];
  }
  // Nothing will ever be written to a read-only system image, which is always 100 % full.
  if (filesystem.mount !== undefined && READ_ONLY_TYPES.has(filesystem.mount.fsType)) return [];
  return judgeRoom(filesystem, around);
};

const READ_ONLY_TYPES: ReadonlySet<string> = new Set(['squashfs', 'erofs', 'iso9660', 'cramfs']);

/** On these, the number of inodes is derived from the free bytes: both run out together, and it is the bytes. */
const INODES_ON_DEMAND: ReadonlySet<string> = new Set(['xfs', 'zfs', 'btrfs', 'bcachefs']);

const judgeRoom = (filesystem: StorageFilesystem, around: Surroundings): readonly Finding[] => {
  const { usage, places, mount } = filesystem;
  const bytes = bytePressure(usage, around.settings);
  const inodes = inodePressure(usage, around.settings);
  const isOneFault = bytes !== undefined && INODES_ON_DEMAND.has(mount?.fsType ?? '');
  const isTmp = places.every(({ kind }) => kind === 'tmp');
  return [
    ...(bytes === undefined ? [] : [isTmp ? tmpFull(filesystem) : storageFull(filesystem, bytes, around)]),
    ...(inodes === undefined || isOneFault
      ? []
      : [inodesFull(filesystem, isTmp ? 'warning' : inodes, around)]),
  ];
};

const storageFull = (filesystem: StorageFilesystem, severity: Pressure, around: Surroundings): Finding => ({
  code: 'disk-data-root-full',
  subject: filesystem.places[0].path,
  severity,
  params: { ...common(filesystem, around), ...bytesOf(filesystem) },
  fixes: roomMakers(around.cleanUps, filesystem.places),
});

const inodesFull = (filesystem: StorageFilesystem, severity: Pressure, around: Surroundings): Finding => {
  const { inodes, freeInodes } = filesystem.usage;
  const counts = { left: String(freeInodes), size: String(inodes) };
  return {
    code: 'disk-inodes-full',
    subject: filesystem.places[0].path,
    severity,
    params: { ...common(filesystem, around), percent: inodePercent(filesystem.usage), ...counts },
    fixes: roomMakers(around.cleanUps, filesystem.places),
  };
};

/** A full /tmp hurts clients, not the engine: an error only when nothing at all can be written any more. */
const tmpFull = (filesystem: StorageFilesystem): Finding => ({
  code: 'disk-tmp-full',
  subject: '/tmp',
  severity: filesystem.usage.availableBytes < 1e6 ? 'error' : 'warning',
  params: { places: ['/tmp'], mountPoint: mountPointOf(filesystem), ...bytesOf(filesystem) },
});

const common = (filesystem: StorageFilesystem, around: Surroundings) => ({
  places: filesystem.places.map(({ path }) => path),
  mountPoint: mountPointOf(filesystem),
  uses: usesText(filesystem, around),
  engine: around.engine?.engine ?? 'docker',
  engineAnswers: around.engine !== undefined,
});

const bytesOf = ({ usage }: StorageFilesystem) => ({
  percent: usedPercent(usage),
  left: formatBytes(usage.availableBytes),
  size: formatBytes(usage.sizeBytes),
});

const mountPointOf = ({ mount, places }: StorageFilesystem): string => mount?.mountPoint ?? places[0].path;

const notMounted = ({ path, kind, mountPoint, source, byHand }: UnmountedStorage): Finding => ({
  code: 'storage-root-not-mounted',
  subject: path,
  severity: byHand ? 'warning' : 'error',
  params: { path, mountPoint, source, byHand, engine: kind === 'podman' ? 'podman' : 'docker' },
});

const NOTABLE_CACHE_BYTES = 1e9;

/** The engine tells of its cache only when some disk is filling. */
const judgeCache = (use: StorageUse | undefined, lists: Surroundings['cleanUps']): readonly Finding[] =>
  use === undefined || use.idleCacheBytes < NOTABLE_CACHE_BYTES
    ? []
    : [
        {
          code: 'disk-build-cache',
          subject: 'build cache',
          params: { cache: formatBytes(use.cacheBytes), idle: formatBytes(use.idleCacheBytes) },
          fixes: cacheOffers(lists),
        },
      ];
