import { defineFault } from '../fault.ts';
import type { LabHost } from '../host.ts';
import { withoutDocker } from '../podman-host.ts';

const OVERLAY = '[storage]\ndriver = "overlay"\n';
const BY_FUSE = `${OVERLAY}[storage.options.overlay]\nmount_program = "/usr/bin/fuse-overlayfs"\n`;

const configured = (host: LabHost, text: string): Promise<string> =>
  host.shell('mkdir -p ~/.config/containers; cat >~/.config/containers/storage.conf', [], {
    user: 'ada',
    input: text,
  });

/** Podman alone, whose storage is made by fuse-overlayfs and holds an image. */
const withFuse = async (host: LabHost): Promise<void> => {
  await withoutDocker(host);
  await configured(host, BY_FUSE);
  await host.shell('tar -c -C / bin/busybox | podman import - lab', [], { user: 'ada' });
};

export default [
  defineFault({
    code: 'podman-db-driver-mismatch/ignored',
    title: 'storage.conf asks for overlay after Podman had begun with vfs',
    inject: async (host) => {
      await withoutDocker(host);
      await configured(host, '[storage]\ndriver = "vfs"\n');
      await host.shell('tar -c -C / bin/busybox | podman import - lab', [], { user: 'ada' });
      await configured(host, OVERLAY);
    },
    expect: { roots: ['podman-db-driver-mismatch'], exitCode: 0 },
  }),
  defineFault({
    code: 'podman-db-driver-mismatch/options',
    title: 'storage.conf asks for fuse-overlayfs after Podman had begun with vfs, and Podman fails',
    inject: async (host) => {
      await withoutDocker(host);
      await configured(host, '[storage]\ndriver = "vfs"\n');
      await host.shell('tar -c -C / bin/busybox | podman import - lab', [], { user: 'ada' });
      await configured(host, BY_FUSE);
    },
    expect: { roots: ['podman-db-driver-mismatch'], echoes: ['podman-info-failed'] },
  }),
  defineFault({
    code: 'podman-fuse-missing/device',
    title: '/dev/fuse is gone, and overlays are mounted by fuse-overlayfs',
    inject: async (host) => {
      await withFuse(host);
      await host.shell('rm /dev/fuse');
      await host.shell('! podman run --rm lab /bin/busybox true', [], { user: 'ada' });
    },
    expect: { roots: ['podman-fuse-missing'] },
  }),
  defineFault({
    code: 'podman-fuse-missing/program',
    title: 'the package fuse-overlayfs was removed, and overlays were mounted by it',
    inject: async (host) => {
      await withFuse(host);
      await host.shell('dpkg --purge --force-depends fuse-overlayfs');
    },
    expect: { roots: ['podman-fuse-missing'], echoes: ['podman-info-failed'] },
  }),
];
