/** How a registry wants to be asked. */
export type AuthChallenge =
  | { readonly kind: 'basic' }
  /** A token is to be had at `realm`, for everybody or for those who log in. */
  | { readonly kind: 'bearer'; readonly realm: string; readonly service?: string };

const MAX_CHARS = 4096;

/** `WWW-Authenticate`: `Bearer realm="https://auth.docker.io/token",service="registry.docker.io"`, `Basic realm="Registry"` */
export const parseAuthChallenge = (header: string): AuthChallenge | undefined => {
  const text = header.slice(0, MAX_CHARS);
  const [, scheme = ''] = /^\s*([A-Za-z]+)/.exec(text) ?? [];
  if (scheme.toLowerCase() === 'basic') return { kind: 'basic' };
  const realm = parameterOf(text, 'realm');
  if (scheme.toLowerCase() !== 'bearer' || realm === undefined) return undefined;
  const service = parameterOf(text, 'service');
  return { kind: 'bearer', realm, ...(service === undefined ? {} : { service }) };
};

const parameterOf = (text: string, name: string): string | undefined => {
  const [, quoted, plain] = new RegExp(`[\\s,]${name}=(?:"([^"]*)"|([^\\s,"]+))`, 'i').exec(text) ?? [];
  return quoted || plain || undefined;
};

export interface Realm {
  readonly secure: boolean;
  readonly hostName: string;
  readonly port: number;
  /** Path and query, without the fragment. */
  readonly path: string;
}

/** The address of a token service. One with a user in it is not for everybody. */
export const parseRealm = (realm: string): Realm | undefined => {
  if (!URL.canParse(realm)) return undefined;
  const { protocol, hostname, port, pathname, search, username } = new URL(realm);
  const secure = protocol === 'https:';
  if ((!secure && protocol !== 'http:') || hostname === '' || username !== '') return undefined;
  return {
    secure,
    hostName: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    path: `${pathname}${search}`,
  };
};
