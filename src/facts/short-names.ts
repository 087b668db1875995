import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { Identity, ReadableHost } from '#core/host';
import { isBadReference } from '#parse/image-reference';
import { parseRegistriesConf, type RegistriesConf } from '#parse/registries-conf';
import { identity } from './identity.ts';
import { podmanUse } from './podman-use.ts';
import { wantedImage } from './wanted-image.ts';

/** What a name without a registry comes to for Podman. */
export interface ShortName {
  readonly name: string;
  /** Registries that Podman would try, in order. */
  readonly search: readonly string[];
  /** `enforcing`: with several of them a person has to choose. */
  readonly mode: string;
  readonly isAlias: boolean;
  readonly files: readonly string[];
}

const SYSTEM = ['/usr/share/containers', '/etc/containers'];

/** `undefined`: no image was named, or one with its registry. */
export const shortNames = defineFact({
  id: 'short-names',
  summary: 'what Podman takes a name without a registry for (registries.conf)',
  needs: { identity, wantedImage, podmanUse },
  collect: async (
    host,
    { identity, wantedImage, podmanUse },
  ): Promise<ShortName | undefined | Unavailable> => {
    if (wantedImage === undefined || isBadReference(wantedImage.image) || !wantedImage.image.isShort)
      return undefined;
    // Docker's clients, who come through a socket, are always given Docker Hub.
    const name = wantedImage.text.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
    const files = await filesOf(host, identity, podmanUse.rootless);
    if (isUnavailable(files)) return files;
    const texts = await Promise.all(files.map((path) => host.readFile(path)));
    const obstacle = texts.find((text) => isUnavailable(text) && text.reason !== 'absent');
    if (isUnavailable(obstacle)) return obstacle;
    const found = files.filter((_path, index) => !isUnavailable(texts[index]));
    const confs = texts.flatMap((text) => (isUnavailable(text) ? [] : [parseRegistriesConf(text)]));
    return {
      name,
      files: found,
      ...merged(confs),
      isAlias: confs.some(({ aliases }) => aliases.includes(name)),
    };
  },
});

const merged = (confs: readonly RegistriesConf[]): Pick<ShortName, 'search' | 'mode'> => ({
  search: confs.findLast(({ search }) => search !== undefined)?.search ?? [],
  mode: confs.findLast(({ mode }) => mode !== undefined)?.mode ?? 'permissive',
});

/** A user's own file stands in place of the system's; the files of the directories come on top, and last what a person chose
 *  when Podman asked. */
const filesOf = async (
  host: ReadableHost,
  { home, environment }: Identity,
  rootless: boolean,
): Promise<readonly string[] | Unavailable> => {
  const config = environment['XDG_CONFIG_HOME'] || (home === undefined ? undefined : `${home}/.config`);
  const cache = environment['XDG_CACHE_HOME'] || (home === undefined ? undefined : `${home}/.cache`);
  const own = rootless && config !== undefined ? `${config}/containers` : undefined;
  const mains = [...(own === undefined ? [] : [own]), ...SYSTEM.toReversed()].map(
    (one) => `${one}/registries.conf`,
  );
  const directories = [...SYSTEM, ...(own === undefined ? [] : [own])].map(
    (one) => `${one}/registries.conf.d`,
  );
  const [stats, lists] = await Promise.all([
    Promise.all(mains.map((path) => host.stat(path))),
    Promise.all(directories.map((path) => host.list(path))),
  ]);
  const denied = lists.find((names) => isUnavailable(names) && names.reason !== 'absent');
  if (isUnavailable(denied)) return denied;
  const main = mains.find((_path, index) => !isUnavailable(stats[index]));
  const dropped = lists.flatMap((names, index) =>
    isUnavailable(names)
      ? []
      : names.filter((name) => name.endsWith('.conf')).map((name) => `${directories[index]}/${name}`),
  );
  const chosen = rootless ? cache && `${cache}/containers` : '/var/cache/containers';
  return [
    ...(main === undefined ? [] : [main]),
    ...dropped.toSorted(byName),
    ...(chosen === undefined ? [] : [`${chosen}/short-name-aliases.conf`]),
  ];
};

const byName = (one: string, other: string): number => (baseOf(one) < baseOf(other) ? -1 : 1);
const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
