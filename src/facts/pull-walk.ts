import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import type { EngineAddress, Identity, ManifestReply, ReadableHost } from '#core/host';
import { type AuthChallenge, parseAuthChallenge, parseRealm } from '#parse/auth-challenge';
import type { EngineInfo } from '#parse/engine-api';
import type { ImageReference } from '#parse/image-reference';
import { type ProxyAddress, parseProxyUrl, passesProxyBy } from '#parse/proxy';
import { isInsecure, isPrivateAddress, registryAddress } from '#parse/registry-name';
import type { NameServers } from './name-servers.ts';
import { type Reached, type RegistryAnswer, reachRegistry, trustStores } from './registry-answer.ts';

/** What this host found on the way itself. What comes after the first stage that failed is absent. */
export interface OwnPath {
  /** The proxy that stands between, as the engine is told to use it. */
  readonly proxy?: ProxyAddress;
  /** Absent where the proxy looks the name up. */
  readonly addresses?: readonly string[] | Unavailable;
  readonly isPrivate: boolean;
  /** A connection to the registry, or to the proxy before it. */
  readonly connected?: number | Unavailable;
  /** One to an address of IPv6, where the registry has both kinds and this host routes to both. */
  readonly connected6?: { readonly address: string; readonly answer: number | Unavailable };
  /** TLS and `GET /v2/`. */
  readonly answer?: RegistryAnswer;
  readonly challenge?: AuthChallenge;
  /** Where tokens are to be had, and whether it takes a connection; asked where no image was named. */
  readonly service?: { readonly place: string; readonly answer: number | Unavailable };
  readonly manifest?: ManifestReply | Unavailable;
}

export interface Journey {
  readonly registry: string;
  readonly place: string;
  readonly image: ImageReference | undefined;
  /** Of the engine that pulls; absent where Podman does. */
  readonly info: EngineInfo | undefined;
  readonly identity: Identity;
  readonly names: NameServers | undefined;
}

/** A host without internet is to lose little time over it; one that was told to look for an image waits longer. */
const CONNECT_MS = { hub: 2000, image: 5000 };
const MANIFEST_MS = 6000;

export const walkToRegistry = async (host: ReadableHost, journey: Journey): Promise<OwnPath> => {
  const address = registryAddress(journey.place, 443);
  const proxy = proxyFor(journey, address);
  const addresses = proxy === undefined ? await lookUp(host, address.hostName, journey.names) : undefined;
  const known = addresses === undefined || isUnavailable(addresses) ? [] : addresses;
  const start = {
    ...(proxy === undefined ? {} : { proxy }),
    ...(addresses === undefined ? {} : { addresses }),
    isPrivate: known.length > 0 && known.every(isPrivateAddress),
  };
  if (isUnavailable(addresses)) return start;
  const timeoutMs = journey.image === undefined ? CONNECT_MS.hub : CONNECT_MS.image;
  const [connected, connected6] = await Promise.all([
    host.connect(proxy ?? connectable(address, known), { timeoutMs }),
    connectBySix(host, known, address.port, timeoutMs),
  ]);
  const here = { ...start, connected, ...(connected6 === undefined ? {} : { connected6 }) };
  if (isUnavailable(connected)) return here;
  const reached = await reach(
    host,
    journey,
    { ...address, ...(proxy === undefined ? {} : { via: proxy }) },
    known,
  );
  const challenge = reached.challenge === undefined ? undefined : parseAuthChallenge(reached.challenge);
  return {
    ...here,
    answer: reached.answer,
    ...(challenge === undefined ? {} : { challenge }),
    ...(await askFurther(host, journey, reached, challenge)),
  };
};

/** A name with addresses of IPv6 alone is asked by one: this program's own look-up passes them over on a host without IPv6, and
 *  Go's does not. */
const connectable = (address: ProxyAddress, addresses: readonly string[]): ProxyAddress => {
  const [first] = addresses;
  const isSix = first !== undefined && addresses.every((one) => one.includes(':'));
  return isSix ? { ...address, hostName: first } : address;
};

/** The engine has proxies of its own; Podman has those of the session. */
const proxyFor = (
  { info, identity: { environment } }: Journey,
  address: ProxyAddress,
): ProxyAddress | undefined => {
  const value =
    info === undefined ? environment['HTTPS_PROXY'] || environment['https_proxy'] : info.HttpsProxy;
  const noProxy = info === undefined ? environment['NO_PROXY'] || environment['no_proxy'] : info.NoProxy;
  const proxy = parseProxyUrl(value ?? '');
  return proxy === undefined || passesProxyBy(noProxy ?? '', address) ? undefined : proxy;
};

/** A look-up by the system cannot be ended: it is only made where it will not wait. */
const lookUp = async (
  host: ReadableHost,
  name: string,
  names: NameServers | undefined,
): Promise<readonly string[] | Unavailable> => {
  if (names?.name === name) return names.system;
  return names?.servers.some(({ outcome }) => outcome.kind === 'timed-out') === true
    ? unavailable('not-looked', `resolve ${name}`, 'not asked, because a name server is silent')
    : host.resolveName(name);
};

/** Go takes what connects first, and an address of IPv4 a moment later. */
const connectBySix = async (
  host: ReadableHost,
  addresses: readonly string[],
  port: number,
  timeoutMs: number,
): Promise<OwnPath['connected6']> => {
  const address = addresses.find((one) => one.includes(':'));
  if (address === undefined || addresses.every((one) => one.includes(':'))) return undefined;
  return { address, answer: await host.connect({ kind: 'tcp', hostName: address, port }, { timeoutMs }) };
};

const reach = async (
  host: ReadableHost,
  { registry, place, info, identity }: Journey,
  address: ProxyAddress,
  addresses: readonly string[],
): Promise<Reached> => {
  const isRootless = info?.SecurityOptions.includes('name=rootless') === true;
  const stores = await trustStores(host, isRootless ? identity.home : undefined);
  const trusted = info !== undefined && isInsecure(registry, addresses, info.RegistryConfig);
  return reachRegistry(host, { name: place, address, secure: true, trusted, stores });
};

/** Who has no password asks with a token that everybody gets, or with nothing. */
const askFurther = async (
  host: ReadableHost,
  journey: Journey,
  { answer, address }: Reached,
  challenge: AuthChallenge | undefined,
): Promise<Pick<OwnPath, 'service' | 'manifest'>> => {
  const isOpen = answer.kind === 'answers' && (answer.status < 400 || answer.status === 401);
  if (!isOpen || address === undefined || challenge?.kind === 'basic') return {};
  const service = challenge === undefined ? undefined : tokenService(journey, challenge, address);
  const { image } = journey;
  if (image === undefined) return service === undefined ? {} : connectTo(host, service.address);
  // A realm that cannot be used leaves the question to the engine.
  if (challenge !== undefined && service === undefined) return {};
  const manifest = await host.manifest({
    address,
    name: image.name,
    reference: image.reference,
    ...(service === undefined
      ? {}
      : { service: service.address, servicePath: `${service.path}&scope=repository:${image.name}:pull` }),
    timeoutMs: MANIFEST_MS,
  });
  return { manifest };
};

type Tcp = Extract<EngineAddress, { kind: 'tcp' }>;

const tokenService = (
  journey: Journey,
  { realm, service = '' }: Extract<AuthChallenge, { kind: 'bearer' }>,
  { tls }: Tcp,
): { readonly address: Tcp; readonly path: string } | undefined => {
  const place = parseRealm(realm);
  if (place === undefined) return undefined;
  const { secure, hostName, port, path } = place;
  const via = proxyFor(journey, { kind: 'tcp', hostName, port });
  const address = {
    ...{ kind: 'tcp' as const, hostName, port },
    ...(secure ? { tls: tls ?? { skipVerify: true } } : {}),
    ...(via === undefined ? {} : { via }),
  };
  const joint = path.includes('?') ? '&' : '?';
  return { address, path: `${path}${joint}service=${encodeURIComponent(service)}` };
};

/** Behind a proxy that tells only of the proxy. */
const connectTo = async (
  host: ReadableHost,
  { hostName, port, via }: Tcp,
): Promise<Pick<OwnPath, 'service'>> => {
  if (via !== undefined) return {};
  const answer = await host.connect({ kind: 'tcp', hostName, port }, { timeoutMs: CONNECT_MS.hub });
  return { service: { place: `${hostName}:${port}`, answer } };
};
