import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { mountOf, parseMountinfo } from '#parse/mountinfo';
import { startErrors } from './start-errors.ts';

/** A container that did not start because what it mounts is not shared. */
export interface UnsharedMount {
  readonly container: string;
  readonly path: string;
  readonly mountPoint: string;
  /** `shared`, `slave` */
  readonly wanted: string;
  /** In our own view of the mounts; absent where that could not be read. */
  readonly isSharedNow?: boolean;
}

/** Docker and runc alike: `path /data is mounted on / but it is not a shared mount`. */
const NOT_SHARED = /path (\S+) is mounted on (\S+) but it is not a (shared|slave|shared or slave) mount/i;

export const unsharedMounts = defineFact({
  id: 'unshared-mounts',
  summary: 'containers that did not start because a mount is private',
  needs: { startErrors },
  collect: async (host, { startErrors }): Promise<readonly UnsharedMount[]> => {
    const refused = startErrors.errors.flatMap(({ container, error }) => {
      const [, path, mountPoint, wanted] = NOT_SHARED.exec(error) ?? [];
      return path === undefined || mountPoint === undefined || wanted === undefined
        ? []
        : [{ container, path, mountPoint, wanted: wanted.toLowerCase() }];
    });
    if (refused.length === 0) return [];
    const text = await host.readFile('/proc/self/mountinfo', { maxBytes: 8 * 1024 * 1024 });
    if (isUnavailable(text)) return refused;
    const mounts = parseMountinfo(text);
    return refused.map((one) => ({ ...one, isSharedNow: mountOf(one.path, mounts)?.shared === true }));
  },
});
