import { code } from '#core/finding';

/** The sentences of `engine/performance`. */
export const performanceCodes = {
  'perf-storage-driver': code<{
    readonly driver: string;
    readonly fsType: string;
    readonly images: number | undefined;
    readonly engine: 'docker' | 'podman';
  }>({
    severity: 'info',
    message: ({ driver, fsType, images }) =>
      `Images are stored by ${driver}${images === undefined ? '' : ` (${images} of them)`}, although overlays would work on this ${fsType}.`,
    cause: () =>
      'It was set so, or the engine began with it on an older kernel or another file system and keeps to it.',
    consequence: ({ driver }) =>
      driver === 'vfs'
        ? 'Each layer and each container is a full copy: starts and builds take long, and the same bytes lie there many times.'
        : driver === 'devicemapper'
          ? 'It is slow, and was taken out of Docker 25: the next upgrade will not start with it.'
          : 'Each access to a file goes through a program: about what many small files cost in builds.',
    remedy: ({ engine }) =>
      engine === 'podman'
        ? 'Save what you need (podman save, podman volume export), and begin anew with driver = "overlay" and another graphroot in storage.conf; what lies in the old one stays until you remove it.'
        : 'Save what you need (docker save), set "storage-driver": "overlay2" in daemon.json, restart the engine, and load it again. Images and containers of the old driver stay on the disk unseen; going back shows them again.',
    docs: 'https://docs.docker.com/engine/storage/drivers/select-storage-driver/',
  }),
  'perf-blocking-logs': code<{ readonly driver: string; readonly running: number }>({
    severity: 'info',
    message: ({ driver, running }) =>
      `Containers wait for their log server: the log driver ${driver} sends each line before the program goes on (${running} run).`,
    cause: () => 'The delivery of logs is blocking unless mode=non-blocking is among the log options.',
    consequence: () => 'When the server is slow or away, programs stand still at their next line of output.',
    remedy: () =>
      'If a lost line is better than a standing program: "log-opts": {"mode": "non-blocking", "max-buffer-size": "4m"} in daemon.json. It holds for containers that are created afterwards.',
    docs: 'https://docs.docker.com/engine/logging/configure/#configure-the-delivery-mode-of-log-messages-from-container-to-log-driver',
  }),
  'perf-slow-mount': code<{
    readonly count: number;
    readonly known: number;
    /** `web: /mnt/c/project (9p)` */
    readonly places: readonly string[];
    readonly kind: 'windows' | 'desktop' | 'network';
  }>({
    severity: 'info',
    message: ({ count, known, places }) =>
      `${count} of ${known} bind mounts of running containers lie on slow file systems: ${places.join('; ')}.`,
    cause: ({ kind }) => {
      if (kind === 'windows') return 'The directory belongs to Windows, and each access crosses into it.';
      return kind === 'desktop'
        ? 'The directory belongs to the desktop system, and each access crosses into the virtual machine of the engine.'
        : 'The directory lies on a server or another system, and each access goes there.';
    },
    consequence: () =>
      'What opens many files (node_modules, Git, compilers, databases) takes many times as long as on a local disk.',
    remedy: ({ kind }) => {
      if (kind === 'windows')
        return 'Keep the project in the Linux file system (~/project in the distribution, \\\\wsl$ from Windows), not under /mnt/c.';
      return kind === 'desktop'
        ? 'Keep what is read often (node_modules, databases, caches) in named volumes, and mount the sources alone.'
        : 'Keep what is read often (databases, caches, dependencies) in named volumes on a local disk.';
    },
    docs: 'https://docs.docker.com/desktop/features/wsl/best-practices/',
  }),
  'perf-disk-slow': code<{
    /** Percent of the last minute. */
    readonly stalled: number | undefined;
    readonly readMs: number | undefined;
    readonly syncMs: number | undefined;
    readonly path: string;
  }>({
    severity: 'info',
    message: ({ stalled, readMs, syncMs, path }) => {
      const parts = [
        ...(stalled === undefined
          ? []
          : [`for ${stalled} % of the last minute everything that had work to do waited for a disk`]),
        ...(readMs === undefined ? [] : [`a read took ${readMs} ms on average since the host started`]),
        ...(syncMs === undefined ? [] : [`making a small file durable took ${syncMs} ms just now`]),
      ];
      return `The disks are slow (${path}): ${parts.join('; ')}.`;
    },
    cause: () =>
      'Something reads or writes very much at this time (a pull, a build, a backup), or the disk is a slow, shared or failing one.',
    consequence: () => 'Pulls, builds and starts of containers take long, and the engine may answer late.',
    remedy: () =>
      'See who it is (sudo iotop -oPa, docker stats) and look again later. If nobody works and it stays so: look for errors of the disk (sudo dmesg, sudo smartctl -a), or ask for a faster one.',
    docs: 'https://docs.kernel.org/accounting/psi.html',
  }),
  'perf-build-cache-lost': code<{
    readonly path: string;
    readonly line: number;
    readonly runsAfter: number;
    readonly restless: readonly string[];
  }>({
    severity: 'info',
    message: ({ path, line, restless }) =>
      `${path}, line ${line}, takes the whole directory in, ${restless.join(' and ')} with it: there is no .dockerignore.`,
    cause: () =>
      'A step is taken from the cache only while all that it copies is the same, and these change with each commit, fetch or installation.',
    consequence: ({ runsAfter }) =>
      `The ${runsAfter === 1 ? 'command' : `${runsAfter} commands`} after it ${runsAfter === 1 ? 'is' : 'are'} run anew although the sources are the same, and all of it is sent to the engine.`,
    remedy: ({ restless }) =>
      `Name ${restless.join(', ')} in a .dockerignore, and copy what commands need before the rest (package files, then the installation, then the sources).`,
    docs: 'https://docs.docker.com/build/cache/optimize/',
  }),
};
