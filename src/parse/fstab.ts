import { isAbove, unescapeOctal } from '#parse/mountinfo';
import { linesOf } from '#parse/text';

/**
 * `/etc/fstab`: what is to be mounted where. Blanks in paths are octal escapes; the last two columns may be left out.
 *
 *     UUID=6d5a… /               ext4 errors=remount-ro 0 1
 *     /dev/sdb1  /var/lib/docker xfs  defaults,nofail   0 2
 */
export interface FstabEntry {
  /** `UUID=…`, `/dev/sdb1`, `//server/share` */
  readonly source: string;
  readonly mountPoint: string;
  readonly fsType: string;
  readonly options: readonly string[];
}

export const parseFstab = (text: string): readonly FstabEntry[] =>
  linesOf(text).flatMap((line) => {
    const [source, mountPoint, fsType, options = ''] = line.trim().split(/\s+/);
    if (source === undefined || source.startsWith('#') || fsType === undefined) return [];
    // `none` and `swap` are mounted nowhere.
    if (!mountPoint?.startsWith('/')) return [];
    const at = unescapeOctal(mountPoint).replace(/(?<=.)\/+$/, '');
    return [{ source: unescapeOctal(source), mountPoint: at, fsType, options: options.split(',') }];
  });

/** The entries that hold a directory or part of what is in it; the root file system is always mounted. */
export const entriesOf = (path: string, entries: readonly FstabEntry[]): readonly FstabEntry[] =>
  entries.filter(
    ({ mountPoint }) => mountPoint !== '/' && (isAbove(mountPoint, path) || isAbove(path, mountPoint)),
  );
