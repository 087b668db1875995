import { code } from '#core/finding';

/** The sentences of `storage/data-root`. */
export const dataRootCodes = {
  'storage-nfs-or-noexec': code<{
    readonly path: string;
    readonly mountPoint: string;
    readonly fsType: string;
    readonly why: 'network' | 'noexec';
    readonly driver: string | undefined;
    /** What cannot be run from there. */
    readonly hurts: 'containers' | 'volumes';
    readonly engine: 'docker' | 'podman';
  }>({
    severity: 'warning',
    message: ({ path, mountPoint, fsType, why, hurts }) => {
      if (why === 'network')
        return `${path} lies on ${fsType} (mounted at ${mountPoint}), a file system over a network or from another system.`;
      return hurts === 'containers'
        ? `${path} is mounted noexec (at ${mountPoint}), so that no program in a container may run.`
        : `${path} is mounted noexec (at ${mountPoint}), so that no program in a volume may run.`;
    },
    cause: ({ why }) =>
      why === 'network'
        ? 'The directory was put on a share or on a home directory that a server holds.'
        : 'Hardening rules or an entry in /etc/fstab mount this file system without the right to run programs.',
    consequence: ({ why, hurts, driver }) => {
      if (why === 'network')
        return 'Such file systems refuse what layers need (owners, attributes, overlays, locks): pulls fail with "operation not permitted", and the databases of the engine can be damaged.';
      return hurts === 'containers'
        ? `The storage driver ${driver ?? 'in use'} hands out directories of it as they are: containers fail with "permission denied" at their first program.`
        : 'Containers run, since their own file system is an overlay; scripts and programs that are put into a volume fail with "permission denied".';
    },
    remedy: ({ engine, why }) => {
      const local = why === 'network' ? 'a local file system' : 'a file system that is mounted exec';
      return engine === 'podman'
        ? `Move the storage to ${local}: graphroot in storage.conf, after podman save of what you need.`
        : `Move the data root to ${local}: stop the engine, copy the directory with sudo rsync -aHAX, set "data-root" in daemon.json, start it.`;
    },
    leadsTo: ['round-trip-failed', 'podman-info-failed'],
    docs: 'https://docs.docker.com/engine/daemon/#daemon-data-directory',
  }),
  'storage-containerd-image-store': code<{
    readonly snapshotter: string;
    readonly root: string;
    /** `overlay2: 12 images` */
    readonly kept: readonly string[];
    readonly shown: number;
  }>({
    severity: 'info',
    message: ({ kept, root, shown }) =>
      `${root} still holds images of an earlier storage driver (${kept.join(', ')}), which the engine does not show; it shows ${shown} of its own.`,
    cause: ({ snapshotter }) =>
      `The engine uses the image store of containerd now (snapshotter ${snapshotter}), by its setting or as newer releases do on their own; images of the driver before are not taken over.`,
    consequence: () =>
      'Images and containers of before seem to be gone, and what is pulled again takes its room twice.',
    remedy: ({ root }) =>
      `To see them again: "features": {"containerd-snapshotter": false} in daemon.json and a restart. To stay: pull or build anew what is needed, and only then go back once and remove the old ones with docker image prune -a. Delete nothing by hand in ${root}.`,
    docs: 'https://docs.docker.com/engine/storage/containerd/',
  }),
  'storage-layer-corrupt': code<{
    readonly name: string;
    readonly detail: string;
    readonly client: 'docker' | 'podman';
  }>({
    severity: 'warning',
    message: ({ name, detail }) =>
      `The engine lists the image ${name}, and does not find its files: ${detail}.`,
    cause: () =>
      'Files were deleted by hand in the data directory, or the engine or the host ended abruptly, or the disk was full during a pull.',
    consequence: ({ name }) => `No container of ${name} starts, and builds on it fail. Other images work.`,
    remedy: ({ name, client }) =>
      `Remove this image and pull or build it again (${client} image rm ${name}); containers of it have to be created anew, which loses what was written into them outside of volumes. Do not wipe the data directory.`,
  }),
};
