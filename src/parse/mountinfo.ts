import { type Compact, compact, linesOf } from '#parse/text';

/**
 * `/proc/self/mountinfo`. Blanks in paths are octal escapes.
 *
 *     36 25 8:2 /sub /mnt/my\040disk rw,relatime shared:1 - ext4 /dev/sda2 rw,errors=remount-ro
 */
export type Mount = Compact<{
  mountPoint: string;
  /** The part of the file system that is mounted: not `/` for a bind mount. */
  root: string;
  /** major:minor of the device */
  device: string;
  fsType: string;
  source: string;
  /** Of this mount, such as ro, noexec, nosuid. */
  options: readonly string[];
  /** Of the whole file system; here, too, `ro` makes it read-only. */
  superOptions: readonly string[];
  /** Mounts made below it are passed on to other namespaces. */
  shared: boolean;
}>;

const MAX_MOUNTS = 50_000;

export const parseMountinfo = (text: string): readonly Mount[] =>
  linesOf(text)
    .slice(0, MAX_MOUNTS)
    .flatMap((line) => mountOfLine(line) ?? []);

const mountOfLine = (line: string): Mount | undefined => {
  const fields = line.split(' ');
  const dash = fields.indexOf('-', 6);
  const [, , device, root, mountPoint, options] = fields;
  if (dash < 0 || mountPoint === undefined || options === undefined) return undefined;
  const [fsType = '', source = '', superOptions = ''] = fields.slice(dash + 1);
  return compact({
    mountPoint: unescapeOctal(mountPoint),
    root: unescapeOctal(root ?? ''),
    device: device ?? '',
    fsType,
    source: unescapeOctal(source),
    options: options.split(','),
    superOptions: superOptions.split(',').filter((option) => option !== ''),
    shared: fields.slice(6, dash).some((tag) => tag.startsWith('shared:')),
  });
};

export const unescapeOctal = (path: string): string =>
  path.replaceAll(/(?:\\[0-3][0-7]{2})+/g, (run) => {
    const bytes = run.split('\\').slice(1);
    return new TextDecoder().decode(Uint8Array.from(bytes, (octal) => Number.parseInt(octal, 8)));
  });

/** The mount that holds an absolute path: the longest mount point above it, the last one where several are stacked. */
export const mountOf = (path: string, mounts: readonly Mount[]): Mount | undefined => {
  let holder: Mount | undefined;
  for (const mount of mounts)
    if (isAbove(mount.mountPoint, path) && mount.mountPoint.length >= (holder?.mountPoint.length ?? 0))
      holder = mount;
  return holder;
};

export const isAbove = (mountPoint: string, path: string): boolean =>
  mountPoint === '/' ? path.startsWith('/') : path === mountPoint || path.startsWith(`${mountPoint}/`);
