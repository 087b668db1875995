import { code } from '#core/finding';

export type Outside = {
  readonly by: string;
  readonly id: string | undefined;
  readonly how: 'own-container' | 'mounted-socket';
};

export type SocketGroup = {
  readonly path: string;
  readonly gid: number;
  readonly mode: string;
  readonly uid: number;
  readonly groups: readonly string[];
};

export type Confusion = {
  readonly here: string;
  /** Its path on the engine's host; absent where it is in this container alone. */
  readonly there: string | undefined;
  readonly container: string | undefined;
  readonly source: string | undefined;
};

export type Unprivileged = { readonly by: string; readonly lacks: readonly string[] };

export type OnOverlay = {
  readonly path: string;
  /** The driver that the engine took; absent where it does not run. */
  readonly driver: string | undefined;
  /** What it says when it is to make a container; absent where it makes one, by copying. */
  readonly failure: string | undefined;
};

/** The sentences of `host/container`. */
export const containerCodes = {
  'inside-container': code<Outside>({
    severity: 'info',
    message: ({ by, id }) =>
      `dockmedic runs in a container (${by}${id === undefined ? '' : `, ${id.slice(0, 12)}`}), and the engine that it asks is outside of it.`,
    cause: ({ how }) =>
      how === 'own-container'
        ? 'This container is one of those that the engine itself runs.'
        : "The engine's socket is mounted into this container.",
    consequence: () =>
      'What the engine says of itself is judged as usual. Disk, memory, firewall, units, logs and daemon.json are those of this container and not of the host that the engine runs on.',
    remedy: () => 'For the whole picture, run dockmedic on that host itself.',
  }),
  'container-socket-group': code<SocketGroup>({
    severity: 'error',
    message: ({ path, gid, uid, mode, groups }) =>
      `${path} is mounted into this container and belongs to user ${uid} and group ${gid} (mode ${mode}); this process has the groups ${groups.join(', ')}.`,
    cause: () =>
      'Numbers decide, not names: a group docker in the image has another number than that of the host, or the user of the image is in none.',
    consequence: () => 'Whatever uses the socket in this container is refused with "permission denied".',
    remedy: ({ gid }) =>
      gid === 0
        ? "On the host, give the socket to group docker; then start this container with that group's number (docker run --group-add)."
        : `Start this container with the number of the group: docker run --group-add ${gid}, or group_add: ["${gid}"] in the Compose file. Whoever has it is root on the host.`,
    leadsTo: ['sock-denied', 'sock-wrong-owner', 'group-user-missing', 'group-not-active'],
  }),
  'dood-path-confusion': code<Confusion>({
    severity: 'info',
    message: ({ here, there, container, source }) =>
      container === undefined
        ? `The engine does not find ${here} where this container has it: ${whereIs(there)}.`
        : `The container ${container} was given ${source ?? here}, a path of this container; the engine looked for it on its own host, where it is ${there === undefined ? 'something else or was empty' : 'another directory'}.`,
    cause: () =>
      'Paths of bind mounts are looked up by the engine, on its own host, and not by the client in this container.',
    consequence: ({ here }) =>
      `Bind mounts from ${here} (docker run -v, Compose, act --bind) come up empty, or fail with "bind source path does not exist".`,
    remedy: ({ here, there }) =>
      there === undefined
        ? `Mount a directory of the host into this container under the same path on both sides (-v ${here}:${here}), or use named volumes and docker cp.`
        : `Mount it into this container under its own path (-v ${there}:${there}) and work there, or use named volumes.`,
  }),
  'dind-not-privileged': code<Unprivileged>({
    severity: 'error',
    message: ({ lacks }) =>
      `An engine cannot run in this container: even root lacks ${lacks.join(' and ')} here.`,
    cause: ({ by }) =>
      `${by} started this container without --privileged, so that nothing in it may mount file systems or make networks.`,
    consequence: () =>
      'dockerd ends at once, with "permission denied" from mount or from iptables; no client finds an engine.',
    remedy: () =>
      'Choose: start this container privileged (as root on the host, then), use a rootless engine made for that (the image docker:dind-rootless, which needs privileges of its own), or use the engine of the host through its socket, which equals root on that host.',
    leadsTo: [
      ...[
        'sock-missing',
        'sock-stale-refused',
        'engine-start-failed',
        'unit-start-limit',
        'sock-not-a-socket',
      ],
      ...['storage-driver-unsupported', 'containerd-unreachable', 'daemon-pidfile-stale'],
    ],
    docs: 'https://hub.docker.com/_/docker',
  }),
  'dind-overlay-on-overlay': code<OnOverlay>({
    severity: 'warning',
    message: (overlay) => overlayMessage(overlay),
    cause: () => 'No volume is mounted where the engine in this container keeps its data.',
    consequence: ({ driver, failure }) =>
      driver === undefined
        ? 'The engine does not start: "overlay2 is not supported over overlayfs".'
        : failure !== undefined
          ? 'The engine answers, and no container starts.'
          : 'Pulls and builds are slow and take many times the space: every layer is a full copy of all those below it.',
    remedy: ({ path }) =>
      `Give this container a volume there: docker run -v ${path}, or an emptyDir in Kubernetes; what the engine holds now is then pulled anew.`,
    leadsTo: [
      ...['storage-driver-unsupported', 'engine-start-failed', 'sock-missing', 'sock-stale-refused'],
      'round-trip-failed',
    ],
  }),
};

const whereIs = (there: string | undefined): string =>
  there === undefined ? 'it is in this container alone' : `on its host it is ${there}`;

const overlayMessage = ({ path, driver, failure }: OnOverlay): string => {
  if (driver === undefined)
    return `${path}, where the engine of this container keeps its data, lies on the container's own overlay, on which no other overlay can be put.`;
  return failure === undefined
    ? `The engine keeps whole copies of each layer (storage driver ${driver}), because ${path} lies on the container's own overlay.`
    : `${path} lies on the container's own overlay, and the storage driver ${driver} fails on it: ${failure}`;
};
