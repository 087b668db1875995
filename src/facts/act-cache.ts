import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { FilesystemUsage, ReadableHost } from '#core/host';
import { actInstallation } from './act-installation.ts';
import { identity } from './identity.ts';

/** A directory in which act keeps cloned actions (`act`) or caches of jobs (`actcache`). */
export interface ActCache {
  readonly path: string;
  readonly uid: number;
  readonly usage?: FilesystemUsage;
}

/** Only those that are there. */
export const actCache = defineFact({
  id: 'act-cache',
  summary: "act's cache directories, their owner and their disk",
  needs: { actInstallation, identity },
  collect: async (
    host,
    { actInstallation, identity: { home, environment } },
  ): Promise<readonly ActCache[]> => {
    const root = environment['XDG_CACHE_HOME'] || (home === undefined ? undefined : `${home}/.cache`);
    if (actInstallation === undefined || root === undefined) return [];
    const found = await Promise.all([look(host, `${root}/act`), look(host, `${root}/actcache`)]);
    return found.filter((one) => one !== undefined);
  },
});

const look = async (host: ReadableHost, path: string): Promise<ActCache | undefined> => {
  const [stat, usage] = await Promise.all([host.stat(path), host.statfs(path)]);
  if (isUnavailable(stat)) return undefined;
  return { path, uid: stat.uid, ...(isUnavailable(usage) ? {} : { usage }) };
};
