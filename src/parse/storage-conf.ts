import { compact, linesOf } from '#parse/text';

/**
 * Podman's `storage.conf`: which storage driver is wanted, and by which program overlays are mounted. What is commented out is not set.
 *
 *     [storage]
 *     driver = "overlay"
 *     [storage.options.overlay]
 *     mount_program = "/usr/bin/fuse-overlayfs"
 */
export interface StorageConf {
  readonly driver?: string;
  readonly mountProgram?: string;
}

export const parseStorageConf = (text: string): StorageConf => {
  const values = new Map<string, string>();
  let section = '';
  for (const line of linesOf(text)) {
    const [, header] = /^\s*\[([^[\]]+)\]\s*(?:#.*)?$/.exec(line.slice(0, 4096)) ?? [];
    if (header !== undefined) section = header.trim();
    const [, key, double, single] =
      /^\s*([A-Za-z0-9_.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(line.slice(0, 4096)) ?? [];
    const value = double ?? single;
    if (key !== undefined && value !== undefined) values.set(`${section}.${key.replaceAll('-', '_')}`, value);
  }
  // `overlay2` is Docker's name for it, and Podman takes it as its own.
  const driver = values.get('storage.driver')?.replace(/^overlay2$/, 'overlay') || undefined;
  const mountProgram =
    values.get('storage.options.overlay.mount_program') ??
    values.get('storage.options.mount_program') ??
    values.get('storage.options.overlay.overlay.mount_program');
  return compact({ driver, mountProgram: mountProgram || undefined });
};
