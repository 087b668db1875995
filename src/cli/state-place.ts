import { lstat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { isAbsolute, join, parse, sep } from 'node:path';
import type { Identity } from '#core/host';

/** dockmedic's directory for what outlasts a run; `undefined`: this user has no home. Root's is root's own, also where
 *  sudo has left the environment of a user: nothing of root's is written into somebody's home. */
export const statePlace = async ({
  uid,
  home,
  environment,
}: Pick<Identity, 'uid' | 'home' | 'environment'>): Promise<string | undefined> => {
  const given = environment['XDG_STATE_HOME'] ?? '';
  const usable = isAbsolute(given) && (uid !== 0 || (await belongsToRoot(given)));
  const base = uid === 0 ? homeOfRoot() : home;
  if (usable) return join(given, 'dockmedic');
  return base === undefined ? undefined : join(base, '.local', 'state', 'dockmedic');
};

/** From the user database: HOME may still be that of the user who called sudo. */
const homeOfRoot = (): string => {
  try {
    return userInfo().homedir;
  } catch {
    return '/root';
  }
};

/** Every directory on the way, as far as it exists. */
const belongsToRoot = async (path: string): Promise<boolean> => {
  const { root } = parse(path);
  let place = root;
  for (const part of path.slice(root.length).split(sep).filter(Boolean)) {
    place = join(place, part);
    const found = await lstat(place).catch(() => undefined);
    if (found === undefined) return true;
    if (found.uid !== 0 || found.isSymbolicLink()) return false;
  }
  return true;
};
