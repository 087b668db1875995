import { code } from '#core/finding';

type Disk = {
  /** The directories of ours that lie on it. */
  readonly places: readonly string[];
  readonly mountPoint: string;
};

type FullDisk = Disk & {
  readonly percent: number;
  /** `1.2 GB` */
  readonly left: string;
  readonly size: string;
  /** What the engine says its own things take: `images 12 GB, volumes 3 GB`. Absent when it could not say. */
  readonly uses: string | undefined;
  readonly engine: 'docker' | 'podman';
  readonly engineAnswers: boolean;
};

const onDisk = ({ places, mountPoint }: Disk): string => {
  const names = places.join(', ');
  return places.length === 1 && places[0] === mountPoint
    ? names
    : `${names} (on the file system ${mountPoint})`;
};

const whatUsesIt = ({ uses, engineAnswers }: FullDisk): string => {
  if (uses !== undefined) return `By the engine's own account: ${uses}.`;
  return engineAnswers
    ? 'The engine did not say what uses it; images, build cache, logs and volumes are the usual ones.'
    : 'The engine is not up to tell what uses it; images, build cache, logs and volumes are the usual ones.';
};

const howToFree = ({ engine, engineAnswers }: FullDisk): string =>
  engineAnswers
    ? `Free space, least harmful first: ${PRUNE[engine]}. Remove volumes one by one, by name, after looking into them. Never run system prune -a --volumes.`
    : 'Free space outside the engine first (sudo journalctl --vacuum-size=200M, the package cache: sudo apt-get clean), then start the engine and remove build cache and unused images. Delete nothing by hand inside its data directory.';

const PRUNE: Readonly<Record<FullDisk['engine'], string>> = {
  docker:
    'build cache (docker builder prune), images without a name (docker image prune), stopped containers (docker container prune, after docker ps -a)',
  podman:
    'images without a name (podman image prune), stopped containers (podman container prune, after podman ps -a)',
};

/** What a disk without room does to an engine. */
// An engine whose disk took nothing when it tried a driver says that the driver is not supported.
const BRINGS_DOWN = [
  'storage-driver-unsupported',
  'sock-missing',
  'sock-stale-refused',
  'unit-start-limit',
  'engine-start-failed',
  'containerd-unreachable',
  'round-trip-failed',
];

/** The sentences of `storage/disk-space`. */
export const diskSpaceCodes = {
  'disk-data-root-full': code<FullDisk>({
    severity: 'error',
    message: (disk) =>
      `The disk under ${onDisk(disk)} is ${disk.percent} % full: ${disk.left} of ${disk.size} are left.`,
    cause: whatUsesIt,
    consequence: () =>
      'Pulls, builds and container starts fail with "no space left on device"; an engine that finds its disk full does not start, and does not say why.',
    remedy: howToFree,
    leadsTo: BRINGS_DOWN,
    docs: 'https://docs.docker.com/engine/manage-resources/pruning/',
  }),
  'disk-inodes-full': code<FullDisk>({
    severity: 'error',
    message: (disk) =>
      `Under ${onDisk(disk)}, ${disk.percent} % of the inodes are used: ${disk.left} of ${disk.size} files can still be made.`,
    cause: () =>
      'Very many small files: layers with node_modules, build cache, or a file system made with few inodes.',
    consequence: () => 'Everything fails with "no space left on device", although df shows free space.',
    remedy: (disk) =>
      `${howToFree(disk)} More gigabytes alone do not help: what is missing is inodes (df -i).`,
    leadsTo: BRINGS_DOWN,
  }),
  'disk-tmp-full': code<Disk & { readonly percent: number; readonly left: string; readonly size: string }>({
    severity: 'warning',
    message: (disk) => `${onDisk(disk)} is ${disk.percent} % full: ${disk.left} of ${disk.size} are left.`,
    cause: () => 'Programs left their temporary files there, or /tmp is a small file system in memory.',
    consequence: () =>
      'The engine is not touched, but clients that unpack or build through /tmp (docker build, Compose, act) fail.',
    remedy: () =>
      'Look at what is large and old (sudo du -xhd1 /tmp) and remove what no running program uses.',
  }),
  'disk-build-cache': code<{ readonly cache: string; readonly idle: string }>({
    severity: 'info',
    message: ({ cache, idle }) => `The build cache takes ${cache}, of which ${idle} are not in use.`,
    cause: () =>
      'Every build keeps its intermediate layers; without a limit they stay until somebody removes them.',
    consequence: () =>
      'It is the part of a filling disk that costs least to remove: the next builds are slower.',
    remedy: () =>
      'docker builder prune --filter until=168h removes what no build used for a week; "builder": {"gc": {"enabled": true}} in daemon.json keeps it small.',
    docs: 'https://docs.docker.com/build/cache/garbage-collection/',
  }),
  'disk-removable': code<{ readonly what: string; readonly count: number; readonly size: string }>({
    severity: 'info',
    message: ({ what, count, size }) => `${count} ${what} can be removed, ${size} by the engine's account.`,
    cause: () => 'It was asked for by name; nothing that exists needs them.',
    consequence: () => 'They take room, and nothing else.',
    remedy: () => 'Look through the list in the plan, and remove them or leave them.',
  }),
  'disk-logs-unbounded': code<{
    readonly count: number;
    readonly running: number;
    readonly largest: string | undefined;
    /** In a day, as they have grown so far. */
    readonly growth: string | undefined;
  }>({
    severity: 'warning',
    message: ({ count, running, largest }) =>
      `${count} of ${running} running containers write logs without a size limit${largest === undefined ? '' : ` (the largest: ${largest})`}.`,
    cause: () => 'The json-file log driver keeps everything unless max-size is set, and nothing sets it.',
    consequence: ({ growth }) =>
      `The logs grow until the disk is full${growth === undefined ? '' : ` (by about ${growth} a day so far)`}, and docker system df does not show them.`,
    remedy: () =>
      'Set "log-opts": {"max-size": "10m", "max-file": "3"} in daemon.json and create the containers anew. A log that is too large now is emptied with truncate -s 0, never removed.',
    docs: 'https://docs.docker.com/engine/logging/drivers/json-file/',
  }),
  'disk-logs-made-before': code<{
    readonly count: number;
    readonly running: number;
    readonly largest: string | undefined;
  }>({
    severity: 'info',
    message: ({ count, running, largest }) =>
      `${count} of ${running} running containers write logs without a size limit, although daemon.json sets one${largest === undefined ? '' : ` (the largest: ${largest})`}.`,
    cause: () =>
      'A container keeps the log settings with which it was made, and these were made before the limit was in force.',
    consequence: () => 'Their logs grow until they are made anew.',
    remedy: () =>
      'Make them anew (docker compose up -d --force-recreate). If the engine was not restarted since daemon.json was changed, restart it first. A log that is too large now is emptied with truncate -s 0, never removed.',
    docs: 'https://docs.docker.com/engine/logging/configure/',
  }),
  'storage-root-not-mounted': code<{
    readonly path: string;
    readonly mountPoint: string;
    readonly source: string;
    readonly byHand: boolean;
    readonly engine: 'docker' | 'podman';
  }>({
    severity: 'error',
    message: ({ path, mountPoint, source }) =>
      `${path} is not on the disk that is meant for it: ${source} is not mounted at ${mountPoint}, as /etc/fstab says.`,
    cause: ({ byHand }) =>
      byHand
        ? 'It is mounted by hand (noauto), and nobody has done so since the host started.'
        : 'The disk was missing, locked or late when the host started, or somebody unmounted it.',
    consequence: () =>
      'Images, containers and volumes seem to be gone: the engine starts all the same, and makes an empty data root in the directory under the mount point.',
    remedy: ({ mountPoint, engine }) =>
      engine === 'podman'
        ? `Stop the containers, then sudo mount ${mountPoint}. Delete nothing under ${mountPoint} before you have looked into it.`
        : `Stop the engine (sudo systemctl stop docker.socket docker.service), sudo mount ${mountPoint}, and start it again. So that it waits for the disk: RequiresMountsFor=${mountPoint} in a drop-in for docker.service. Delete nothing under ${mountPoint} before you have looked into it.`,
    // An engine that was told to wait for the disk does not start without it.
    leadsTo: ['sock-missing', 'sock-stale-refused', 'sock-hung', 'unit-start-limit', 'engine-start-failed'],
  }),
  'storage-readonly': code<Disk>({
    severity: 'error',
    message: (disk) => `${onDisk(disk)} is mounted read-only.`,
    cause: () => 'The kernel made the file system read-only after a disk error, or it was mounted so.',
    consequence: () =>
      'The engine cannot store anything: pulls, builds and container starts fail with "read-only file system".',
    remedy: ({ mountPoint }) =>
      `Look for disk errors first (sudo dmesg | grep -i error). After an error: save the data and check the file system; do not just remount ${mountPoint}.`,
    leadsTo: BRINGS_DOWN,
  }),
};
