import { isUnavailable, type Unavailable } from '#core/answer';
import { type EngineReply, PLAIN_ANSWER, type ReadableHost } from '#core/host';
import type { RegistryAddress } from '#parse/registry-name';

/** What a registry says when it is asked the way the engine asks it. */
export type RegistryAnswer =
  | ({ readonly kind: 'answers'; readonly status: number } & Dated)
  /** It speaks HTTP where HTTPS was asked of it. */
  | ({ readonly kind: 'plain'; readonly status: number } & Dated)
  /** Its certificate was issued by nobody whom this host trusts. */
  | { readonly kind: 'unknown-ca'; readonly detail: string; readonly directory: string }
  /** Its certificate is a public one, issued by an authority that the list of this host does not have, or has as expired. */
  | { readonly kind: 'old-authorities'; readonly detail: string; readonly bundle: string }
  /** Answers in another way that says nothing of trust: an expired certificate, one of the client wanted. */
  | { readonly kind: 'unclear'; readonly detail: string; readonly errno?: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'silent'; readonly obstacle: Unavailable };

/** The answer in a few words, as evidence shows it. */
export const answerText = (answer: RegistryAnswer): string => {
  switch (answer.kind) {
    case 'answers':
      return `HTTP ${answer.status}`;
    case 'plain':
      return `HTTP ${answer.status} without TLS`;
    case 'refused':
      return 'ECONNREFUSED';
    case 'silent':
      return answer.obstacle.detail;
    case 'unclear':
    case 'unknown-ca':
    case 'old-authorities':
      return answer.detail;
  }
};

interface Dated {
  /** How far its clock is ahead of this host's, by its `Date`; negative where it is behind. */
  readonly aheadMs?: number;
}

export interface TrustStores {
  /** The certificates of this host; absent where they were not found. */
  readonly bundle?: string;
  /** Where the engine looks for those of single registries. */
  readonly certs: string;
}

const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** `home`: of the user who runs the engine without root. */
export const trustStores = async (host: ReadableHost, home: string | undefined): Promise<TrustStores> => {
  const stats = await Promise.all(BUNDLES.map((path) => host.stat(path)));
  const bundle = BUNDLES.find((_path, index) => !isUnavailable(stats[index]));
  const certs = home === undefined ? '/etc/docker/certs.d' : `${home}/.config/docker/certs.d`;
  return { certs, ...(bundle === undefined ? {} : { bundle }) };
};

interface Asked {
  readonly name: string;
  readonly address: RegistryAddress;
  readonly secure: boolean;
  /** The engine asks nothing of its TLS. */
  readonly trusted: boolean;
  readonly stores: TrustStores;
}

const PATH = '/v2/';
/** A registry on a busy machine takes its time for a handshake. */
const DEADLINE = { timeoutMs: 6000 };

/** A registry that answers, and how it can be asked for more. */
export interface Reached {
  readonly answer: RegistryAnswer;
  /** With the TLS with which it answered. */
  readonly address?: RegistryAddress;
  /** `WWW-Authenticate`. */
  readonly challenge?: string;
}

export const askRegistry = async (host: ReadableHost, asked: Asked): Promise<RegistryAnswer> =>
  (await reachRegistry(host, asked)).answer;

export const reachRegistry = async (host: ReadableHost, asked: Asked): Promise<Reached> => {
  const { address, secure, trusted, stores } = asked;
  if (!secure) return plainly(host, address);
  // Without a store nothing can be said of trust, but much of the rest.
  const tls = trusted || stores.bundle === undefined ? { skipVerify: true } : { caPath: stores.bundle };
  const reply = await host.engineGet({ ...address, tls }, PATH, DEADLINE);
  if (!isUnavailable(reply)) return reached(host, { ...address, tls }, reply);
  if (reply.errno === PLAIN_ANSWER) return answersPlainly(host, asked);
  if (UNKNOWN_ISSUER.has(reply.errno ?? '')) return ownAuthorities(host, asked, reply.detail);
  return reply.errno === 'CERT_HAS_EXPIRED'
    ? ((await publicly(host, asked, reply.detail)) ?? silence(reply))
    : silence(reply);
};

const reached = async (
  host: ReadableHost,
  address: RegistryAddress,
  reply: EngineReply,
): Promise<Reached> => {
  const challenge = reply.headers['www-authenticate'];
  return {
    answer: { kind: 'answers', status: reply.status, ...(await aheadOf(host, reply)) },
    address,
    ...(challenge === undefined ? {} : { challenge }),
  };
};

/** Same server, same clock, another list of authorities: where that one suffices, the fault is in the list. */
const publicly = async (
  host: ReadableHost,
  { address, stores }: Asked,
  detail: string,
): Promise<Reached | undefined> => {
  if (stores.bundle === undefined) return undefined;
  const reply = await host.engineGet({ ...address, tls: { publicAuthorities: true } }, PATH, DEADLINE);
  return isUnavailable(reply)
    ? undefined
    : { answer: { kind: 'old-authorities', detail, bundle: stores.bundle } };
};

/** As Node calls what Go calls "certificate signed by unknown authority". */
const UNKNOWN_ISSUER: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

const plainly = async (host: ReadableHost, address: RegistryAddress): Promise<Reached> => {
  const reply = await host.engineGet(address, PATH, DEADLINE);
  return isUnavailable(reply) ? silence(reply) : reached(host, address, reply);
};

/** An insecure registry may be plain, and one with a hosts.toml is asked as that file says. */
const answersPlainly = async (
  host: ReadableHost,
  { name, address, trusted, stores }: Asked,
): Promise<Reached> => {
  const [reply, own] = await Promise.all([
    host.engineGet(address, PATH, DEADLINE),
    host.stat(`${stores.certs}/${name}/hosts.toml`),
  ]);
  if (isUnavailable(reply)) return silence(reply);
  const isMeant = trusted || !isUnavailable(own);
  if (isMeant) return reached(host, address, reply);
  return { answer: { kind: 'plain', status: reply.status, ...(await aheadOf(host, reply)) } };
};

/** The engine trusts what lies in the registry's own directory besides. */
const ownAuthorities = async (host: ReadableHost, asked: Asked, detail: string): Promise<Reached> => {
  const { name, address, stores } = asked;
  const directory = `${stores.certs}/${name}`;
  const names = await host.list(directory);
  if (isUnavailable(names) && names.reason !== 'absent')
    return { answer: { kind: 'unclear', detail: names.detail } };
  const authorities = (isUnavailable(names) ? [] : names).filter((one) => one.endsWith('.crt'));
  const places = authorities.map((one) => ({ ...address, tls: { caPath: `${directory}/${one}` } }));
  const replies = await Promise.all(
    places.map(async (place) => {
      const reply = await host.engineGet(place, PATH, DEADLINE);
      return isUnavailable(reply) ? undefined : reached(host, place, reply);
    }),
  );
  return (
    replies.find((one) => one !== undefined) ??
    (await publicly(host, asked, detail)) ?? { answer: { kind: 'unknown-ca', detail, directory } }
  );
};

/** The sending of the answer took a moment, and `Date` has whole seconds: it is for errors of minutes. */
const aheadOf = async (host: ReadableHost, { headers }: EngineReply): Promise<Dated> => {
  const toldMs = Date.parse(headers['date'] ?? '');
  const nowMs = Number.isNaN(toldMs) ? undefined : await host.nowMs();
  return nowMs === undefined || isUnavailable(nowMs) ? {} : { aheadMs: toldMs - nowMs };
};

const silence = (obstacle: Unavailable): Reached => {
  const { errno = '', detail } = obstacle;
  if (errno === 'ECONNREFUSED') return { answer: { kind: 'refused' } };
  // A certificate that is out of date or for another name, an alert: somebody is there.
  const isThere = /CERT|EPROTO|ERR_TLS|ERR_SSL|HPE_/.test(errno);
  return { answer: isThere ? { kind: 'unclear', detail, errno } : { kind: 'silent', obstacle } };
};
