import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { dockerConfig } from './docker-config.ts';
import { identity } from './identity.ts';

/** Who owns the home directory and what the docker client keeps in it. */
export interface ConfigOwners {
  readonly homeUid?: number;
  /** Only what exists and can be seen; links are not followed. */
  readonly entries: readonly { readonly path: string; readonly uid: number; readonly gid: number }[];
}

// What docker, Compose and buildx write as they run.
const WRITTEN = [
  '',
  '/config.json',
  '/contexts',
  '/contexts/meta',
  '/buildx',
  '/buildx/current',
  '/buildx/activity',
  '/buildx/.lock',
  '/.token_seed',
];

export const dockerConfigOwners = defineFact({
  id: 'docker-config-owners',
  summary: "who owns the docker client's files",
  needs: { identity, dockerConfig },
  collect: async (host, { identity: { home }, dockerConfig: { directory } }): Promise<ConfigOwners> => {
    const homeStat = home === undefined ? undefined : await host.stat(home);
    const paths = directory === undefined ? [] : WRITTEN.map((name) => `${directory}${name}`);
    const stats = await Promise.all(paths.map(async (path) => ({ path, stat: await host.lstat(path) })));
    return {
      ...(homeStat === undefined || isUnavailable(homeStat) ? {} : { homeUid: homeStat.uid }),
      entries: stats.flatMap(({ path, stat }) =>
        isUnavailable(stat) ? [] : [{ path, uid: stat.uid, gid: stat.gid }],
      ),
    };
  },
});
