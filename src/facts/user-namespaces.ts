import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { isCoveredBy } from '#parse/apparmor-profile';
import { integerOf } from '#parse/text';
import { identity } from './identity.ts';
import { findProgram, STANDARD } from './installation.ts';
import { rootlessUse } from './rootless-use.ts';

/** Whether an ordinary user may make user namespaces, which rootless containers consist of. */
export interface UserNamespaces {
  /** The setting that forbids all of them. */
  readonly forbiddenBy?: 'user.max_user_namespaces' | 'kernel.unprivileged_userns_clone';
  /** AppArmor lets only programs with a profile make them, and the engine's has none. */
  readonly withoutProfile?: string;
  /** What was read: `user.max_user_namespaces 63207`. */
  readonly seen: readonly string[];
}

const SETTINGS = [
  ['user.max_user_namespaces', '/proc/sys/user/max_user_namespaces'],
  // Of Debian's and Ubuntu's kernels; others have no such file.
  ['kernel.unprivileged_userns_clone', '/proc/sys/kernel/unprivileged_userns_clone'],
] as const;
const RESTRICTION = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';
const PROFILES = '/etc/apparmor.d';

export const userNamespaces = defineFact({
  id: 'user-namespaces',
  summary: 'whether this user may make user namespaces',
  needs: { identity, rootlessUse },
  collect: async (host, { identity, rootlessUse }): Promise<UserNamespaces | Unavailable> => {
    const [settings, restriction] = await Promise.all([
      Promise.all(SETTINGS.map(async ([name, path]) => ({ name, value: await numberIn(host, path) }))),
      numberIn(host, RESTRICTION),
    ]);
    const [first] = settings;
    // A kernel without the setting has nothing that forbids it there.
    if (first !== undefined && isUnavailable(first.value) && first.value.reason !== 'absent')
      return first.value;
    const forbidding = settings.find(({ value }) => value === 0);
    const program = rootlessUse.engine === 'docker' ? 'rootlesskit' : 'podman';
    const path = (identity.environment['PATH'] ?? '').split(':').filter((entry) => entry.startsWith('/'));
    const home = identity.home === undefined ? [] : [`${identity.home}/bin`];
    const bare =
      restriction === 1
        ? await withoutProfile(host, program, [...new Set([...path, ...home, ...STANDARD])])
        : undefined;
    return {
      ...(forbidding === undefined ? {} : { forbiddenBy: forbidding.name }),
      ...(bare === undefined ? {} : { withoutProfile: bare }),
      seen: [
        ...settings,
        { name: 'kernel.apparmor_restrict_unprivileged_userns', value: restriction },
      ].flatMap(({ name, value }) => (isUnavailable(value) ? [] : [`${name} ${value}`])),
    };
  },
});

const numberIn = async (host: ReadableHost, path: string): Promise<number | Unavailable> => {
  const text = await host.readFile(path);
  // What is no number forbids nothing.
  return isUnavailable(text) ? text : (integerOf(text.trim()) ?? 1);
};

const MOST_PROFILES = 10;

/** Its path, where a profile for it was looked for and is not there. */
const withoutProfile = async (
  host: ReadableHost,
  program: string,
  directories: readonly string[],
): Promise<string | undefined> => {
  const [path, names] = await Promise.all([findProgram(host, directories, program), host.list(PROFILES)]);
  if (path === undefined || isUnavailable(names)) return undefined;
  const files = names.filter((name) => name.includes(program)).slice(0, MOST_PROFILES);
  const texts = await Promise.all(files.map((name) => host.readFile(`${PROFILES}/${name}`)));
  // One that may not be read, or is for paths of a pattern, may well be it.
  const isCovered = texts.some((text) =>
    isUnavailable(text) ? text.reason !== 'absent' && text.reason !== 'malformed' : isCoveredBy(text, path),
  );
  return isCovered ? undefined : path;
};
