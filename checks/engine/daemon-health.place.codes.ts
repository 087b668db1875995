import { code } from '#core/finding';
import { START_SYMPTOMS } from './daemon-health.config.codes.ts';

const NO_ENGINE = (): string => 'The engine does not run, so every client finds no socket or a dead one.';

/** What `engine/daemon-health` says of what an engine finds where it starts: its data, its addresses, its unit. */
export const placeCodes = {
  'storage-metadata-db-locked': code<{ readonly dataRoot: string; readonly pid: number | undefined }>({
    severity: 'error',
    message: ({ dataRoot, pid }) =>
      pid === undefined
        ? `The engine found its databases in ${dataRoot} locked.`
        : `Another dockerd (process ${pid}) already works on the data root ${dataRoot}.`,
    cause: ({ pid }) =>
      pid === undefined
        ? 'Another dockerd works on the same data root, or the database was damaged when the power failed.'
        : 'It was started by hand, by another unit or by another package, and two engines cannot share a data root.',
    consequence: NO_ENGINE,
    remedy: ({ pid, dataRoot }) =>
      pid === undefined
        ? `Look for a second engine (pgrep -a dockerd) and stop it. If there is none: stop the engine, and move an empty ${dataRoot}/volumes/metadata.db aside; never delete the volumes.`
        : `Stop that one in the way in which it was started (its parent: ps -o ppid= -p ${pid}), then start the engine; or give one of the two a data root of its own.`,
    leadsTo: START_SYMPTOMS,
  }),
  'storage-overlay-ftype0': code<{ readonly dataRoot: string; readonly running: boolean }>({
    severity: 'warning',
    message: ({ dataRoot }) =>
      `The file system under ${dataRoot} does not store the type of each file in its directories (d_type).`,
    cause: () => 'It is an xfs that was made with ftype=0, as installers did until about 2016.',
    consequence: ({ running }) =>
      running
        ? 'Overlays on it go wrong: files that were deleted in a layer come back, and removing images and containers fails. Newer engines refuse to start on it.'
        : NO_ENGINE(),
    remedy: ({ dataRoot }) =>
      `Make a new xfs (ftype=1 is its default now) or ext4, and move ${dataRoot} to it; the old one cannot be converted, only made anew, which deletes what is on it. xfs_info shows ftype.`,
    leadsTo: START_SYMPTOMS,
    docs: 'https://docs.docker.com/engine/storage/drivers/overlayfs-driver/#prerequisites',
  }),
  'socket-unit-bad-listen': code<{ readonly unit: string; readonly running: boolean }>({
    severity: 'error',
    message: ({ unit }) => `systemd refuses ${unit}: its settings are not valid (bad-setting).`,
    cause: () =>
      'Mostly a ListenStream= that is empty or no address, in the unit or in a drop-in: then nothing is left to listen on.',
    consequence: ({ running }) =>
      running ? 'The engine still runs, but it will not start again.' : NO_ENGINE(),
    remedy: ({ unit }) =>
      `See what it is made of with systemctl cat ${unit} (systemd-analyze verify ${unit} names the line), set ListenStream=/run/docker.sock, then sudo systemctl daemon-reload and start it.`,
    leadsTo: [...START_SYMPTOMS, 'fd-activation-missing'],
  }),
  'daemon-bind-address-absent': code<{ readonly address: string | undefined }>({
    severity: 'error',
    message: ({ address }) =>
      `${address === undefined ? 'An address' : `The address ${address}`} that the engine is to listen on is not one of this host.`,
    cause: () =>
      'The address of the host has changed, belongs to a network that comes up later (VPN, DHCP), or was mistyped.',
    consequence: NO_ENGINE,
    remedy: () =>
      'See the addresses with ip address, and correct or remove the tcp:// address ("hosts" in daemon.json, -H in the unit). If it comes up late: After=network-online.target in a drop-in.',
    leadsTo: START_SYMPTOMS,
  }),
  'daemon-umask-denied': code<{ readonly words: string }>({
    severity: 'error',
    message: ({ words }) => `The engine may not set its umask: ${words}`,
    cause: () =>
      'What runs the engine forbids this call: SystemCallFilter= in its unit, or the seccomp profile of a container around it.',
    consequence: NO_ENGINE,
    remedy: () =>
      'See systemctl show -p SystemCallFilter docker.service, and take the filter away (systemctl revert undoes drop-ins); in a container, allow umask in its seccomp profile.',
    leadsTo: START_SYMPTOMS,
  }),
  'swarm-not-manager': code<{
    readonly state: 'worker' | 'locked' | 'error' | 'pending';
    readonly managers: readonly string[];
    readonly detail: string | undefined;
  }>({
    severity: 'info',
    message: ({ state, detail }) => {
      const said = detail === undefined ? '' : ` (${detail})`;
      if (state === 'worker') return 'This engine is a worker of a swarm, not a manager.';
      if (state === 'locked') return 'The swarm of this engine is locked since its restart.';
      return `This engine does not get into its swarm: ${state}${said}.`;
    },
    cause: ({ state }) => {
      if (state === 'worker') return 'It joined with the token for workers, or was demoted.';
      return state === 'locked'
        ? 'The swarm was set to lock itself (autolock), and each restart of a manager asks for the key.'
        : 'Its managers are not reached, its certificate has expired, or its address has changed.';
    },
    consequence: () =>
      'docker service, docker stack and docker node end with "This node is not a swarm manager"; containers run.',
    remedy: ({ state, managers }) => {
      if (state === 'locked')
        return 'docker swarm unlock, with the key that docker swarm unlock-key showed then.';
      const where = managers.length === 0 ? '' : ` (its managers: ${managers.join(', ')})`;
      return state === 'worker'
        ? `Run these commands on a manager${where}, or have one promote this node: docker node promote.`
        : `See the log of the engine (journalctl -u docker.service) and whether port 2377 of its managers is reached${where}. docker swarm leave loses what this node holds of the swarm.`;
    },
  }),
};
