import { code } from '#core/finding';

/** The sentences of `containers/mounts`. */
export const mountsCodes = {
  'mount-not-shared': code<{
    readonly container: string;
    readonly path: string;
    readonly mountPoint: string;
    readonly wanted: string;
    /** As we see it now. */
    readonly isSharedNow: boolean;
  }>({
    severity: 'warning',
    message: ({ container, path, mountPoint, wanted, isSharedNow }) =>
      `The container ${container} did not start: it mounts ${path} as ${wanted}, and ${mountPoint} was ${isSharedNow ? 'not then (it is now)' : 'mounted privately'}.`,
    cause: () =>
      'Mounts are shared where systemd started the host, and private elsewhere: in containers, under WSL and other systems without systemd, and where somebody or a unit (MountFlags=, PrivateMounts=) said so.',
    consequence: ({ container }) => `${container} cannot start ("is not a shared mount").`,
    remedy: ({ mountPoint, isSharedNow, container }) =>
      isSharedNow
        ? `Start it again: docker start ${container}. If it is refused once more, the engine sees other mounts than this session (MountFlags= in its unit).`
        : `sudo mount --make-rshared ${mountPoint}, and start the container again; it holds until the next reboot or mount. If nothing is to be mounted from inside, leave :shared or :rshared away.`,
    docs: 'https://docs.docker.com/engine/storage/bind-mounts/#configure-bind-propagation',
  }),
};
