import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { mountOf, parseMountinfo } from '#parse/mountinfo';
import { containerName } from './container-name.ts';
import { engineContainers } from './engine-containers.ts';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { platform } from './platform.ts';
import { runsHere } from './storage-directories.ts';

/** A directory that a running container gets from a file system on which each access takes long. */
export interface SlowMount {
  readonly container: string;
  readonly source: string;
  /** `9p`, `nfs4`; `desktop` where Docker Desktop hands files into its virtual machine. */
  readonly fsType: string;
}

export interface ContainerMounts {
  /** Bind mounts of running containers whose source is known. */
  readonly known: number;
  readonly slow: readonly SlowMount[];
}

export const slowMounts = defineFact({
  id: 'slow-mounts',
  summary: 'bind mounts of running containers on file systems over a network or from another system',
  needs: { engineInUse, engineInfo, engineContainers, platform },
  collect: async (
    host,
    { engineInUse, engineInfo, engineContainers, platform },
  ): Promise<ContainerMounts> => {
    const mounts = engineContainers
      .filter(({ State }) => State === 'running')
      .flatMap((one) =>
        one.Mounts.flatMap(({ Type, Source }) =>
          Type === 'bind' && Source !== undefined ? [{ container: containerName(one), source: Source }] : [],
        ),
      );
    if (mounts.length === 0) return { known: 0, slow: [] };
    if (!runsHere(engineInUse.address, engineInfo, platform)) {
      const shared = mounts.filter(({ source }) => FROM_DESKTOP.test(source));
      return { known: mounts.length, slow: shared.map((one) => ({ ...one, fsType: 'desktop' })) };
    }
    const text = await host.readFile('/proc/self/mountinfo', { maxBytes: 8 * 1024 * 1024 });
    const table = isUnavailable(text) ? [] : parseMountinfo(text);
    const slow = mounts.flatMap((one) => {
      const fsType = mountOf(one.source, table)?.fsType;
      return fsType !== undefined && SLOW.has(fsType) ? [{ ...one, fsType }] : [];
    });
    return { known: mounts.length, slow };
  },
});

/** As Desktop's engine names a directory of macOS and one of Windows; `/run/desktop/mnt/host/wsl` is Linux's own. */
const FROM_DESKTOP = /^\/host_mnt\/|^\/run\/desktop\/mnt\/host\/[a-z]\//;

const SLOW: ReadonlySet<string> = new Set([
  ...['9p', 'drvfs', 'virtiofs', 'nfs', 'nfs4', 'cifs', 'smb3', 'fuse.sshfs', 'fuse.grpcfuse'],
  ...['fuse.osxfs', 'fuse.glusterfs', 'vboxsf', 'fuse.vmhgfs-fuse', 'prl_fs', 'fuse.s3fs', 'fuse.rclone'],
]);
