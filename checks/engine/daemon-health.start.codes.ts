import { code } from '#core/finding';
import { NO_ANSWER, START_SYMPTOMS } from './daemon-health.config.codes.ts';

const NO_ENGINE = (): string => 'The engine does not run, so every client finds no socket or a dead one.';

/** What `engine/daemon-health` says of an engine that does not start. */
export const startCodes = {
  'unit-masked-or-disabled': code<{
    readonly units: readonly string[];
    readonly state: 'masked' | 'disabled';
    readonly running: boolean;
  }>({
    severity: 'error',
    message: ({ units, state, running }) =>
      `${units.join(' and ')} ${units.length === 1 ? 'is' : 'are'} ${state}, ${running ? 'although the engine runs' : 'and the engine does not run'}.`,
    cause: ({ state }) =>
      state === 'masked'
        ? 'An uninstall, the steps for rootless Docker or Docker Desktop, or an administrator masked it, so that systemd refuses to start it.'
        : 'Nothing starts the engine at boot, and nobody has started it since.',
    consequence: ({ running }) =>
      running ? 'The engine still runs, but it will not start again.' : NO_ENGINE(),
    remedy: ({ units, state }) =>
      state === 'masked'
        ? `If the engine is meant to run: systemctl unmask ${units.join(' ')}, then enable and start it.`
        : `Start it now and at every boot: systemctl enable --now ${units.join(' ')}`,
    leadsTo: START_SYMPTOMS,
  }),
  'unit-start-limit': code<{
    readonly unit: string;
    readonly result: string;
    readonly restarts: number | undefined;
    readonly status: number | undefined;
  }>({
    severity: 'error',
    message: ({ unit, result, restarts, status }) => {
      if (result.includes('start-limit'))
        return `systemd has given up starting ${unit}: it failed too often in a short time.`;
      if (result === 'restarting')
        return `systemd starts ${unit} again and again (restarts so far: ${restarts}).`;
      return `${unit} failed (${result}${status === undefined ? '' : `, exit status ${status}`}${restarts ? `, after ${restarts} restarts` : ''}).`;
    },
    cause: ({ unit }) =>
      `A symptom: the reason is in the journal of ${unit}, and it was not found elsewhere.`,
    consequence: NO_ENGINE,
    remedy: ({ unit }) =>
      `Read the reason with sudo journalctl -u ${unit} -n 50, cure it, then start the engine again.`,
    leadsTo: NO_ANSWER,
  }),
  'engine-start-failed': code<{ readonly words: string; readonly source: string }>({
    severity: 'error',
    message: ({ words }) => `The engine failed when it was last started: ${words}`,
    cause: ({ source }) => `These are its own last words in ${source}.`,
    consequence: NO_ENGINE,
    remedy: () => 'Cure what it names, unless that has happened since, and start the engine.',
    leadsTo: ['unit-start-limit', ...NO_ANSWER],
  }),
  'socket-unit-216-group': code<{ readonly unit: string }>({
    severity: 'error',
    message: ({ unit }) => `${unit} cannot make its socket: there is no group docker on this host.`,
    cause: () => 'The group was deleted, or comes from a directory service that was not reachable at boot.',
    consequence: NO_ENGINE,
    remedy: ({ unit }) => `Make the group: sudo groupadd -r docker; then sudo systemctl restart ${unit}`,
    // systemd makes the socket as root:root before it looks for the group.
    leadsTo: [...START_SYMPTOMS, 'sock-wrong-owner'],
  }),
  'fd-activation-missing': code<{ readonly source: string }>({
    severity: 'error',
    message: ({ source }) => `${source} starts dockerd with -H fd://, but no socket unit hands it a socket.`,
    cause: () => 'fd:// works only under systemd and together with docker.socket, which is missing here.',
    consequence: NO_ENGINE,
    remedy: () =>
      'Under systemd bring docker.socket back and enable it; elsewhere use -H unix:///var/run/docker.sock instead of fd://.',
    leadsTo: START_SYMPTOMS,
  }),
  'containerd-unreachable': code<{
    readonly path: string | undefined;
    readonly unit: 'masked' | 'not-found' | 'failed' | 'inactive' | undefined;
    /** Docker 28 starts without it, and answers. */
    readonly running: boolean;
  }>({
    severity: 'error',
    message: ({ path }) =>
      path === undefined
        ? 'The engine could not start its containerd.'
        : `The engine needs containerd at ${path}, and nothing answers there.`,
    cause: ({ unit }) => {
      switch (unit) {
        case 'masked':
          return 'containerd.service is masked, so that systemd refuses to start it.';
        case 'not-found':
          return 'There is no containerd.service: its package was removed, or the path is wrong.';
        case 'failed':
          return 'containerd.service failed: its configuration or its data is broken.';
        default:
          return 'containerd does not run, or the path is wrong.';
      }
    },
    consequence: ({ running }) => (running ? 'The engine answers, but no container starts.' : NO_ENGINE()),
    remedy: ({ unit }) =>
      `${unit === 'masked' ? 'Unmask (sudo systemctl unmask containerd) and start' : 'Start'} containerd, read its log if it fails, then start the engine. Do not take --containerd away: the engine would no longer see its containers.`,
    leadsTo: [...START_SYMPTOMS, 'round-trip-failed', 'round-trip-leftover'],
  }),
  'daemon-pidfile-stale': code<{ readonly path: string; readonly pid: number; readonly comm: string }>({
    severity: 'error',
    message: ({ path, pid, comm }) => `${path} names process ${pid}, which is not the engine but ${comm}.`,
    cause: () =>
      'The engine ended without removing the file, and the number has gone to another process since.',
    consequence: () => 'The engine takes that process for a second engine and refuses to start.',
    remedy: ({ path, comm }) => `Remove ${path} and start the engine; leave ${comm} alone.`,
    leadsTo: START_SYMPTOMS,
  }),
  'daemon-listener-in-use': code<{ readonly address: string | undefined }>({
    severity: 'error',
    message: ({ address }) =>
      `${address === undefined ? 'An address' : `The address ${address}`} that the engine is to listen on is taken by another program.`,
    cause: () => 'A second engine, a forwarder such as socat, or another service listens there.',
    consequence: NO_ENGINE,
    remedy: () => 'Find the program with sudo ss -ltnp, and stop it or take the address from the engine.',
    leadsTo: START_SYMPTOMS,
  }),
  'daemon-bridge-missing': code<{ readonly bridge: string | undefined }>({
    severity: 'error',
    message: ({ bridge }) =>
      bridge === undefined
        ? 'The engine found no network of its own: every default address range is taken.'
        : `The engine is to use the bridge ${bridge}, which does not exist.`,
    cause: ({ bridge }) =>
      bridge === undefined
        ? 'Routes, often of a VPN, cover all ranges that the engine chooses from.'
        : 'The engine makes only docker0 by itself; any other bridge must be there before it starts.',
    consequence: NO_ENGINE,
    remedy: ({ bridge }) =>
      bridge === undefined
        ? 'Give the engine a free range with "bip" or "default-address-pools" in daemon.json.'
        : `Make the bridge ${bridge} before the engine starts, or take the setting away.`,
    leadsTo: START_SYMPTOMS,
  }),
  'storage-driver-unsupported': code<{
    /** As it is configured, where this kernel has no file system for it. */
    readonly driver: string | undefined;
    readonly words: string | undefined;
  }>({
    severity: 'error',
    message: ({ driver, words }) => {
      const said = words === undefined ? '' : ` It said: ${words}`;
      return driver === undefined
        ? `The engine cannot use the storage driver that its data or its settings ask for.${said}`
        : `The engine is to use the storage driver ${driver}, which this kernel has no file system for.${said}`;
    },
    cause: ({ driver }) =>
      driver === undefined
        ? 'The driver is no longer part of this engine (aufs, devicemapper, overlay), the data root was moved to another file system, or a kernel module is missing.'
        : 'The kernel was built without it, its module is not installed, or a new kernel waits for a reboot.',
    consequence: NO_ENGINE,
    remedy: ({ driver }) =>
      `Bring the file system back if the data need it${driver === undefined ? '' : ` (sudo modprobe ${FILE_SYSTEM[driver] ?? driver})`}; or choose another "storage-driver" in daemon.json knowing that images and containers of the old one are then not seen. Delete nothing in the data root.`,
    leadsTo: START_SYMPTOMS,
    docs: 'https://docs.docker.com/engine/storage/drivers/select-storage-driver/',
  }),
  'storage-several-drivers': code<{ readonly words: string }>({
    severity: 'error',
    message: ({ words }) => `The engine does not know which of its storage drivers to use: ${words}`,
    cause: () =>
      'The driver was changed in the past, and the data root still holds images and containers of both.',
    consequence: NO_ENGINE,
    remedy: () =>
      'Name the one that has your data as "storage-driver" in /etc/docker/daemon.json (sudo du -sh on their directories tells which), then start the engine. Delete no directory before you have looked into it.',
    leadsTo: START_SYMPTOMS,
  }),
};

const FILE_SYSTEM: Readonly<Record<string, string>> = { overlay2: 'overlay' };
