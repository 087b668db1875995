import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { mountOf, parseMountinfo } from '#parse/mountinfo';
import { bytePressure, inodePressure } from './disk-pressure.ts';
import { identity } from './identity.ts';
import { storagePlaces } from './storage-places.ts';

/** What else lies on a file system of container storage that is filling. */
export interface DiskTenants {
  /** The largest first. */
  readonly measured: readonly { readonly path: string; readonly bytes: number }[];
  /** Too much lies in them to be counted in time. */
  readonly unmeasured: readonly string[];
}

/** Where things grow besides images and volumes. */
const USUAL = ['/var/log', '/var/cache', '/var/tmp', '/tmp', '/home', '/root', '/srv', '/opt'];
const TIMEOUT_MS = 4000;

/** `undefined`: nothing is filling, or we are not root, who alone sees the sizes of others' things. */
export const diskTenants = defineFact({
  id: 'disk-tenants',
  summary: 'what else takes room on a file system of container storage that is filling (du)',
  needs: { identity, storagePlaces },
  timeoutMs: TIMEOUT_MS + 2000,
  collect: async (host, { identity, storagePlaces }): Promise<DiskTenants | undefined> => {
    const filling = storagePlaces.filesystems.find(
      ({ usage, places }) =>
        places.some(({ kind }) => kind !== 'tmp') &&
        (bytePressure(usage, identity.settings) ?? inodePressure(usage, identity.settings)) !== undefined,
    );
    const device = filling?.mount?.device;
    if (filling === undefined || device === undefined || identity.uid !== 0) return undefined;
    const text = await host.readFile('/proc/self/mountinfo', { maxBytes: 8 * 1024 * 1024 });
    if (isUnavailable(text)) return undefined;
    const mounts = parseMountinfo(text);
    // The engine in use tells of its own.
    const [, ...others] = filling.places.filter(({ kind }) => kind !== 'tmp').map(({ path }) => path);
    const paths = [...USUAL.filter((path) => mountOf(path, mounts)?.device === device), ...others];
    const sizes = await Promise.all(paths.map(async (path) => ({ path, bytes: await sizeOf(host, path) })));
    const measured = sizes.flatMap(({ path, bytes }) => (typeof bytes === 'number' ? [{ path, bytes }] : []));
    return {
      measured: measured.sort((one, other) => other.bytes - one.bytes),
      unmeasured: sizes.flatMap(({ path, bytes }) => (bytes === 'late' ? [path] : [])),
    };
  },
});

const sizeOf = async (host: ReadableHost, path: string): Promise<number | 'late' | undefined> => {
  const output = await host.query(['du', '-skx', path], { timeoutMs: TIMEOUT_MS });
  if (isUnavailable(output)) return output.reason === 'timed-out' ? 'late' : undefined;
  const kib = /^(\d+)\s/.exec(output.stdout)?.[1];
  return kib === undefined ? undefined : Number(kib) * 1024;
};
