import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { Identity, ReadableHost } from '#core/host';
import { isMalformed } from '#parse/malformed';
import { parseProcStatus } from '#parse/proc-status';
import { integerOf } from '#parse/text';
import { parseUidMap } from '#parse/uid-map';
import { identity } from './identity.ts';
import { rootlessUse } from './rootless-use.ts';

/** What a login gives to rootless engines, and what they keep in it. */
export interface RootlessSession {
  readonly directory: RuntimeDirectory;
  /** Podman's process that holds the user namespace open; absent where none runs. */
  readonly pause?: { readonly pid: number; readonly ids: number };
}

/** `/run/user/UID`, which a login makes and its end removes. */
export interface RuntimeDirectory {
  readonly usual: string;
  readonly usualExists: boolean;
  /** XDG_RUNTIME_DIR, where it is set. */
  readonly given?: string;
  /** What is wrong with the given one. */
  readonly trouble?: 'missing' | 'foreign';
}

export const rootlessSession = defineFact({
  id: 'rootless-session',
  summary: "this user's runtime directory and Podman's pause process",
  needs: { identity, rootlessUse },
  collect: async (host, { identity }): Promise<RootlessSession | Unavailable> => {
    const directory = await lookAtDirectory(host, identity);
    const pause = await findPause(host, directory, identity);
    return { directory, ...(pause === undefined ? {} : { pause }) };
  },
});

const lookAtDirectory = async (
  host: ReadableHost,
  { uid, environment }: Identity,
): Promise<RuntimeDirectory> => {
  const usual = `/run/user/${uid}`;
  const given = environment['XDG_RUNTIME_DIR'] || undefined;
  const usualStat = await host.stat(usual);
  const usualExists = !isUnavailable(usualStat) && usualStat.uid === uid;
  if (given === undefined) return { usual, usualExists };
  const stat = given === usual ? usualStat : await host.stat(given);
  if (isUnavailable(stat) && stat.reason === 'absent')
    return { usual, usualExists, given, trouble: 'missing' };
  const isForeign = isUnavailable(stat) ? stat.reason === 'denied' : stat.uid !== uid;
  return { usual, usualExists, given, ...(isForeign ? { trouble: 'foreign' } : {}) };
};

/** Podman writes the number of its process there; without a runtime directory it makes one in /tmp. */
const findPause = async (
  host: ReadableHost,
  { usual, usualExists, given, trouble }: RuntimeDirectory,
  { uid }: Identity,
): Promise<RootlessSession['pause']> => {
  const own = given !== undefined && trouble === undefined ? given : usualExists ? usual : undefined;
  const text = await host.readFile(`${own ?? `/tmp/podman-run-${uid}`}/libpod/tmp/pause.pid`);
  const pid = isUnavailable(text) ? undefined : integerOf(text.trim());
  if (pid === undefined || pid < 2) return undefined;
  const [status, map] = await Promise.all([
    host.readFile(`/proc/${pid}/status`),
    host.readFile(`/proc/${pid}/uid_map`),
  ]);
  const process = isUnavailable(status) ? undefined : parseProcStatus(status);
  // The number may have gone to another process since.
  if (process === undefined || isMalformed(process) || isUnavailable(map)) return undefined;
  if (process.uid !== uid || !PAUSES.test(process.name)) return undefined;
  return { pid, ids: parseUidMap(map).reduce((sum, { count }) => sum + count, 0) };
};

/** Podman itself, or the little init that it hands the task to. */
const PAUSES = /^(?:podman|catatonit)/;
