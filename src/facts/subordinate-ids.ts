import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { Argv, Identity, ReadableHost } from '#core/host';
import { parseGetsubids, parseSubidSource, parseSubids, type SubidRange } from '#parse/subid-file';
import { identity } from './identity.ts';
import { rootlessUse } from './rootless-use.ts';

/** Ids that this user may hand to containers. */
export interface IdGrant {
  /** Who was asked: `/etc/subuid`, or `getsubids ada` where a directory service keeps them. */
  readonly source: string;
  readonly ranges: readonly SubidRange[];
  readonly count: number;
}

export interface SubordinateIds {
  readonly uids: IdGrant;
  readonly gids: IdGrant;
  /** Where a new range would begin without touching another one. Absent where the files do not tell. */
  readonly free?: number;
}

/** Where useradd begins, by login.defs. */
const FIRST_SUBORDINATE_ID = 100_000;

export const subordinateIds = defineFact({
  id: 'subordinate-ids',
  summary: 'the ids that this user may hand to containers (subuid, subgid)',
  needs: { identity, rootlessUse },
  collect: async (host, { identity }): Promise<SubordinateIds | Unavailable> => {
    const nsswitch = await host.readFile('/etc/nsswitch.conf');
    const source = isUnavailable(nsswitch) ? 'files' : parseSubidSource(nsswitch);
    return source === 'files' ? fromFiles(host, identity) : fromService(host, identity);
  },
});

const fromFiles = async (host: ReadableHost, identity: Identity): Promise<SubordinateIds | Unavailable> => {
  const [uids, gids] = await Promise.all([readRanges(host, '/etc/subuid'), readRanges(host, '/etc/subgid')]);
  if (isUnavailable(uids)) return uids;
  if (isUnavailable(gids)) return gids;
  const ends = [...uids, ...gids].map(({ start, count }) => start + count);
  return {
    uids: grantOf('/etc/subuid', uids, identity),
    gids: grantOf('/etc/subgid', gids, identity),
    free: Math.max(FIRST_SUBORDINATE_ID, ...ends),
  };
};

/** A file that is not there grants nothing. */
const readRanges = async (host: ReadableHost, path: string): Promise<readonly SubidRange[] | Unavailable> => {
  const text = await host.readFile(path);
  if (!isUnavailable(text)) return parseSubids(text);
  return text.reason === 'absent' ? [] : text;
};

const grantOf = (source: string, all: readonly SubidRange[], { userName, uid }: Identity): IdGrant => {
  const ranges = all.filter(({ owner }) => owner === userName || owner === String(uid));
  return { source, ranges, count: ranges.reduce((sum, { count }) => sum + count, 0) };
};

const fromService = async (
  host: ReadableHost,
  { userName, uid }: Identity,
): Promise<SubordinateIds | Unavailable> => {
  const name = userName ?? String(uid);
  const [uids, gids] = await Promise.all([
    askService(host, ['getsubids', name]),
    askService(host, ['getsubids', '-g', name]),
  ]);
  if (isUnavailable(uids)) return uids;
  return isUnavailable(gids) ? gids : { uids, gids };
};

const askService = async (host: ReadableHost, argv: Argv): Promise<IdGrant | Unavailable> => {
  const output = await host.query(argv);
  if (isUnavailable(output)) return output;
  const ranges = parseGetsubids(output.stdout);
  return { source: argv.join(' '), ranges, count: ranges.reduce((sum, { count }) => sum + count, 0) };
};
