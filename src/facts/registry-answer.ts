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
  /** Answers in another way that says nothing of trust: an expired certificate, one of the client wanted. */
  | { readonly kind: 'unclear'; readonly detail: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'silent'; readonly obstacle: Unavailable };

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

export const askRegistry = async (host: ReadableHost, asked: Asked): Promise<RegistryAnswer> => {
  const { address, secure, trusted, stores } = asked;
  if (!secure) return plainly(host, address);
  // Without a store nothing can be said of trust, but much of the rest.
  const tls = trusted || stores.bundle === undefined ? { skipVerify: true } : { caPath: stores.bundle };
  const reply = await host.engineGet({ ...address, tls }, PATH, DEADLINE);
  if (!isUnavailable(reply)) return dated(host, 'answers', reply);
  if (reply.errno === PLAIN_ANSWER) return answersPlainly(host, asked);
  return UNKNOWN_ISSUER.has(reply.errno ?? '') ? ownAuthorities(host, asked, reply.detail) : silence(reply);
};

/** As Node calls what Go calls "certificate signed by unknown authority". */
const UNKNOWN_ISSUER: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

const plainly = async (host: ReadableHost, address: RegistryAddress): Promise<RegistryAnswer> => {
  const reply = await host.engineGet(address, PATH, DEADLINE);
  return isUnavailable(reply) ? silence(reply) : dated(host, 'answers', reply);
};

/** An insecure registry may be plain, and one with a hosts.toml is asked as that file says. */
const answersPlainly = async (
  host: ReadableHost,
  { name, address, trusted, stores }: Asked,
): Promise<RegistryAnswer> => {
  const [reply, own] = await Promise.all([
    host.engineGet(address, PATH, DEADLINE),
    host.stat(`${stores.certs}/${name}/hosts.toml`),
  ]);
  if (isUnavailable(reply)) return silence(reply);
  const isMeant = trusted || !isUnavailable(own);
  return dated(host, isMeant ? 'answers' : 'plain', reply);
};

/** The engine trusts what lies in the registry's own directory besides. */
const ownAuthorities = async (
  host: ReadableHost,
  { name, address, stores }: Asked,
  detail: string,
): Promise<RegistryAnswer> => {
  const directory = `${stores.certs}/${name}`;
  const names = await host.list(directory);
  if (isUnavailable(names) && names.reason !== 'absent') return { kind: 'unclear', detail: names.detail };
  const authorities = (isUnavailable(names) ? [] : names).filter((one) => one.endsWith('.crt'));
  const replies = await Promise.all(
    authorities.map((one) =>
      host.engineGet({ ...address, tls: { caPath: `${directory}/${one}` } }, PATH, DEADLINE),
    ),
  );
  const reply = replies.find((one) => !isUnavailable(one));
  return reply === undefined || isUnavailable(reply)
    ? { kind: 'unknown-ca', detail, directory }
    : dated(host, 'answers', reply);
};

/** The sending of the answer took a moment, and `Date` has whole seconds: it is for errors of minutes. */
const dated = async (
  host: ReadableHost,
  kind: 'answers' | 'plain',
  { status, headers }: EngineReply,
): Promise<RegistryAnswer> => {
  const toldMs = Date.parse(headers['date'] ?? '');
  const nowMs = Number.isNaN(toldMs) ? undefined : await host.nowMs();
  return nowMs === undefined || isUnavailable(nowMs)
    ? { kind, status }
    : { kind, status, aheadMs: toldMs - nowMs };
};

const silence = (obstacle: Unavailable): RegistryAnswer => {
  if (obstacle.errno === 'ECONNREFUSED') return { kind: 'refused' };
  // A certificate that is out of date or for another name, an alert: somebody is there.
  const isThere = /CERT|EPROTO|ERR_TLS|ERR_SSL|HPE_/.test(obstacle.errno ?? '');
  return isThere ? { kind: 'unclear', detail: obstacle.detail } : { kind: 'silent', obstacle };
};
