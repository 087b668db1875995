import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { identity } from './identity.ts';
import { findProgram } from './installation.ts';
import { rootlessUse } from './rootless-use.ts';

/** A program that writes the map of a user namespace, for which it needs a right that its user lacks. */
export interface IdMapTool {
  readonly name: 'newuidmap' | 'newgidmap';
  /** Absent where it is not installed. */
  readonly path?: string;
  /** `unknown`: it is not setuid root, and whether it has a file capability instead could not be seen. */
  readonly right: 'setuid' | 'capability' | 'none' | 'unknown';
}

const STANDARD = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/local/sbin', '/usr/sbin', '/sbin'];
const SETUID = 0o4000;

export const idMapTools = defineFact({
  id: 'id-map-tools',
  summary: 'newuidmap and newgidmap, and their right to map ids',
  needs: { identity, rootlessUse },
  collect: async (host, { identity }): Promise<readonly IdMapTool[] | Unavailable> => {
    const path = (identity.environment['PATH'] ?? '').split(':').filter((entry) => entry.startsWith('/'));
    const directories = [...new Set([...path, ...STANDARD])];
    return Promise.all([look(host, directories, 'newuidmap'), look(host, directories, 'newgidmap')]);
  },
});

const look = async (
  host: ReadableHost,
  directories: readonly string[],
  name: IdMapTool['name'],
): Promise<IdMapTool> => {
  const path = await findProgram(host, directories, name);
  if (path === undefined) return { name, right: 'none' };
  const stat = await host.stat(path);
  if (!isUnavailable(stat) && (stat.mode & SETUID) !== 0 && stat.uid === 0)
    return { name, path, right: 'setuid' };
  return { name, path, right: await capabilityOf(host, path, directories) };
};

/** Fedora gives it a file capability in place of the bit. */
const capabilityOf = async (
  host: ReadableHost,
  path: string,
  directories: readonly string[],
): Promise<IdMapTool['right']> => {
  const getcap = await findProgram(host, directories, 'getcap');
  if (getcap === undefined) return 'unknown';
  const output = await host.query([getcap, path]);
  if (isUnavailable(output) || output.exitCode !== 0) return 'unknown';
  return /cap_set[ug]id[^\s]*[=+]\S*e/.test(output.stdout) ? 'capability' : 'none';
};
