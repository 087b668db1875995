import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import { isMalformed } from '#parse/malformed';
import { parseProxyUrl, passesProxyBy } from '#parse/proxy';
import {
  isInsecure,
  isPrivateAddress,
  parseLoginRegistry,
  parseMirror,
  parsePrivateRegistry,
  registryAddress,
} from '#parse/registry-name';
import { type DockerClientConfig, dockerConfig } from './docker-config.ts';
import { engineImages } from './engine-images.ts';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { identity } from './identity.ts';
import { platform } from './platform.ts';
import { HUB } from './proxies.ts';
import { askRegistry, type RegistryAnswer, trustStores } from './registry-answer.ts';
import { runsHere } from './storage-directories.ts';

/** A registry that this host has to do with. */
export interface Registry {
  /** `10.99.0.2:5000`. */
  readonly name: string;
  /** `mirror`: the engine asks it first, for images of Docker Hub; `login`: this user has logged in there; `wanted`: the
   *  image that somebody named is to come from there; `hub`: Docker Hub, which every engine uses. */
  readonly role: 'mirror' | 'login' | 'image' | 'wanted' | 'hub';
  readonly answer: RegistryAnswer;
  /** On an address that only its own network reaches. */
  readonly isPrivate: boolean;
}

export interface Registries {
  readonly registries: readonly Registry[];
  /** Whether Docker Hub takes a connection; asked only where a registry does not. */
  readonly hub?: number | Unavailable;
}

/** More than that a host with many teams may name; the answers of some tell enough. */
const MOST = 8;

export const registries = defineFact({
  id: 'registries',
  summary: "the engine's mirrors and the private registries of its images and logins (GET /v2/)",
  needs: {
    identity,
    platform,
    engineInUse,
    engineInfo,
    dockerConfig: optional(dockerConfig),
    engineImages: optional(engineImages),
  },
  online: true,
  timeoutMs: 25_000,
  collect: async (host, needs): Promise<Registries> => {
    const { engineInUse: inUse, engineInfo: info } = needs;
    if (inUse.engine !== 'docker' || !runsHere(inUse.address, info, needs.platform))
      return { registries: [] };
    const rules = info.RegistryConfig;
    const named = namedHere(needs, rules.Mirrors).slice(0, MOST);
    if (named.length === 0) return { registries: [] };
    const proxy = parseProxyUrl(info.HttpsProxy ?? info.HttpProxy ?? '');
    const isRootless = info.SecurityOptions.includes('name=rootless');
    const stores = await trustStores(host, isRootless ? needs.identity.home : undefined);
    const look = async ({ name, role, secure }: Named): Promise<Registry | undefined> => {
      const address = registryAddress(name, secure ? 443 : 80);
      // The engine goes another way than we would.
      if (proxy !== undefined && !passesProxyBy(info.NoProxy ?? '', address)) return undefined;
      const resolved = await host.resolveName(address.hostName);
      const addresses = isUnavailable(resolved) ? [] : resolved;
      const trusted = isInsecure(name, addresses, rules);
      if (trusted && role !== 'mirror') return undefined;
      const answer = isUnavailable(resolved)
        ? ({ kind: 'silent', obstacle: resolved } as const)
        : await askRegistry(host, { name, address, secure, trusted, stores });
      return { name, role, answer, isPrivate: addresses.every(isPrivateAddress) };
    };
    const looked = await Promise.all(named.map(look));
    const found = looked.filter((registry) => registry !== undefined);
    const isSilent = found.some(({ answer }) => answer.kind === 'silent');
    return { registries: found, ...(isSilent ? { hub: await host.connect(HUB) } : {}) };
  },
});

/** How a mirror of this address is called here. */
export const mirrorName = (url: string): string | undefined => parseMirror(url)?.name;

interface Named {
  readonly name: string;
  readonly role: 'mirror' | 'login' | 'image';
  readonly secure: boolean;
}

interface Names {
  readonly dockerConfig: DockerClientConfig | Unavailable;
  readonly engineImages: readonly { readonly RepoTags: readonly string[] }[] | Unavailable;
}

const namedHere = ({ dockerConfig, engineImages }: Names, mirrors: readonly string[]): readonly Named[] => {
  const content = isUnavailable(dockerConfig) ? undefined : dockerConfig.content;
  const logins =
    content === undefined || isUnavailable(content) || isMalformed(content)
      ? []
      : [...content.authRegistries, ...Object.keys(content.credHelpers)];
  const images = isUnavailable(engineImages) ? [] : engineImages.flatMap(({ RepoTags }) => RepoTags);
  const all = [
    ...mirrors.flatMap((url) => {
      const mirror = parseMirror(url);
      return mirror === undefined ? [] : [{ ...mirror, role: 'mirror' as const }];
    }),
    ...logins.map((key) => ({ name: parseLoginRegistry(key), role: 'login' as const, secure: true })),
    ...images.map((image) => ({ name: parsePrivateRegistry(image), role: 'image' as const, secure: true })),
  ].flatMap(({ name, ...rest }) => (name === undefined ? [] : [{ name, ...rest }]));
  return all.filter(({ name }, index) => all.findIndex((one) => one.name === name) === index);
};
