import { code } from '#core/finding';

/** The sentences of `podman/storage-driver`. */
export const podmanStorageCodes = {
  'podman-fuse-missing': code<{
    readonly file: string;
    readonly program: string;
    readonly missing: string;
    readonly isDevice: boolean;
  }>({
    severity: 'error',
    message: ({ file, program, missing, isDevice }) =>
      isDevice
        ? `${file} has overlays mounted by ${program}, and ${missing}, which that needs, does not exist.`
        : `${file} has overlays mounted by ${missing}, which does not exist.`,
    cause: ({ isDevice }) =>
      isDevice
        ? 'The kernel module fuse is not loaded, or this host is a container that was given no such device.'
        : 'The package fuse-overlayfs was removed, or the file was copied from another host.',
    consequence: ({ isDevice }) =>
      isDevice ? 'No container starts ("fuse: device not found").' : 'Podman does nothing at all.',
    remedy: ({ file, isDevice }) =>
      isDevice
        ? 'sudo modprobe fuse, and to keep it: echo fuse | sudo tee /etc/modules-load.d/fuse.conf. In a container: start that with --device /dev/fuse'
        : `Install the package fuse-overlayfs, or, with a kernel from 5.13 on, take mount_program out of ${file}.`,
    leadsTo: ['podman-info-failed', 'round-trip-failed', 'sock-hung'],
  }),
  'podman-db-driver-mismatch': code<{
    readonly file: string;
    readonly wanted: string;
    readonly used: string;
    readonly root: string | undefined;
    readonly isDown: boolean;
    readonly images: readonly string[];
  }>({
    severity: 'warning',
    message: ({ file, wanted, used }) =>
      `${file} asks for the storage driver ${wanted}, but Podman keeps to ${used}, which it began with.`,
    cause: () =>
      'The file was changed, or fuse-overlayfs installed, after Podman had made its storage; the driver of that day stands in its database.',
    consequence: ({ used, isDown }) => {
      if (isDown)
        return 'The options for the one driver do not suit the other, so that Podman does nothing at all.';
      return used === 'vfs'
        ? 'Every layer is a full copy: containers start slowly and take much disk. Podman complains with each command.'
        : 'The setting has no effect, and Podman complains with each command.';
    },
    remedy: ({ used, file }) =>
      `To stay, set driver = "${used}" in ${file}. To change: save what you need (podman save for images, podman volume export for volumes), then podman system reset, which deletes all of this user's images, containers and volumes, and load it again.`,
    leadsTo: ['podman-info-failed'],
  }),
};
