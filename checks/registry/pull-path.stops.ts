import { isUnavailable, type Unavailable } from '#core/answer';
import type { DefaultRoute } from '#facts/default-route';
import type { EnginePullLook } from '#facts/engine-pull-look';
import type { OwnPath } from '#facts/pull-walk';
import type { Stage } from './pull-path.codes.ts';

/** Why an image does not come through. */
export type Stop =
  | { readonly kind: 'stage'; readonly stage: Stage; readonly detail: string; readonly isSure: boolean }
  | { readonly kind: 'rate-limit'; readonly detail: string }
  | { readonly kind: 'login' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'ipv6'; readonly address: string; readonly detail: string }
  /** The certificate, or the lack of one: `registry/endpoints` says more. */
  | { readonly kind: 'trust'; readonly detail: string };

const stage = (stage: Stage, detail: string, isSure = true): Stop => ({
  kind: 'stage',
  stage,
  detail,
  isSure,
});

const REFUSALS: readonly (readonly [RegExp, (detail: string, match: RegExpExecArray) => Stop])[] = [
  [/toomanyrequests|too many requests|HTTP 429/i, (detail) => ({ kind: 'rate-limit', detail })],
  [
    /certificate signed by unknown authority|HTTP response to HTTPS client/,
    (detail) => ({ kind: 'trust', detail }),
  ],
  [/error parsing HTTP \d+ response|unexpected (?:HTTP )?status/, (detail) => stage('registry', detail)],
  [/x509:|tls:|TLS handshake/, (detail) => stage('tls', detail)],
  [/proxyconnect|Proxy Authentication/i, (detail) => stage('proxy', detail)],
  [/lookup [^ ]+(?: on [^ ]+)?: /, (detail) => stage('name', detail)],
  [
    /dial tcp \[([0-9a-fA-F:.]+)\]:\d+: connect: (network is unreachable|cannot assign requested address)/,
    (_detail, [, address = '', detail = '']) => ({ kind: 'ipv6', address, detail }),
  ],
  [
    /connection refused|i\/o timeout|is unreachable|no route to host|deadline exceeded|Client\.Timeout|connection reset|EOF$/,
    (detail) => stage('connection', detail),
  ],
  [/manifest unknown|name unknown|not found|no such manifest/i, () => ({ kind: 'unknown' })],
  [/unauthorized|authentication required|denied|no basic auth|forbidden/i, () => ({ kind: 'login' })],
];

/** What the engine met, in the words of Go and of the registry. */
export const stopOfEngine = ({ message, status }: EnginePullLook & { kind: 'refuses' }): Stop => {
  for (const [pattern, make] of REFUSALS) {
    const match = pattern.exec(message);
    if (match !== null) return make(message, match);
  }
  if (status === 401 || status === 403) return { kind: 'login' };
  return stage('engine', message || `HTTP ${status}`);
};

/** The engine counts. Where a proxy stands between, its refusal comes in the words of a registry, and this host knows better. */
export const stopWithEngine = (look: EnginePullLook, own: Stop | undefined): Stop | undefined => {
  if (look.kind === 'has') return undefined;
  const stop = stopOfEngine(look);
  const isVague = stop.kind === 'login' || (stop.kind === 'stage' && stop.stage === 'engine');
  return isVague && own?.kind === 'stage' && own.stage === 'proxy' ? { ...own, isSure: true } : stop;
};

/** What this host met itself; `undefined`: nothing stood in the way, as far as it went. */
export const stopOfHost = (own: OwnPath, route: DefaultRoute | Unavailable): Stop | undefined => {
  const { addresses, connected, answer, manifest } = own;
  if (isUnavailable(addresses)) return stage('name', addresses.detail, addresses.reason !== 'not-looked');
  if (isUnavailable(connected)) return notConnected(own, connected, route);
  switch (answer?.kind) {
    case undefined:
      return undefined;
    case 'refused':
      return stage('connection', 'ECONNREFUSED');
    case 'silent':
      return stage(own.proxy === undefined ? 'connection' : 'proxy', answer.obstacle.detail, false);
    case 'plain':
      return { kind: 'trust', detail: 'it speaks HTTP' };
    case 'unknown-ca':
    case 'old-authorities':
      return { kind: 'trust', detail: answer.detail };
    case 'unclear':
      return stage('tls', answer.detail, /CERT/.test(answer.errno ?? ''));
    case 'answers':
      return (
        stopOfStatus(answer.status, 'registry') ??
        (own.challenge?.kind === 'basic' ? { kind: 'login' } : stopOfManifest(manifest))
      );
  }
};

const notConnected = (
  { addresses, proxy }: OwnPath,
  { detail }: Unavailable,
  route: DefaultRoute | Unavailable,
): Stop => {
  const [address, ...rest] = addresses === undefined || isUnavailable(addresses) ? [] : addresses;
  const isSix = address !== undefined && [address, ...rest].every((one) => one.includes(':'));
  const hasNone = !isUnavailable(route) && !route.ipv6;
  if (isSix && hasNone && /ENETUNREACH|EADDRNOTAVAIL|EHOSTUNREACH/.test(detail))
    return { kind: 'ipv6', address, detail };
  return stage(proxy === undefined ? 'connection' : 'proxy', detail);
};

/** A registry that wants a login says 401, and it is the manifest that tells whether it gives none. */
const stopOfStatus = (status: number, at: Stage): Stop | undefined => {
  if (status === 429) return { kind: 'rate-limit', detail: 'HTTP 429' };
  return status === 404 || status >= 500 ? stage(at, `HTTP ${status}`) : undefined;
};

const stopOfManifest = (manifest: OwnPath['manifest']): Stop | undefined => {
  if (manifest === undefined) return undefined;
  if (isUnavailable(manifest)) return stage('service', `${manifest.source}: ${manifest.detail}`, false);
  const { status } = manifest;
  if (status === 401 || status === 403) return { kind: 'login' };
  if (manifest.stage === 'manifest' && status === 404) return { kind: 'unknown' };
  const at = manifest.stage === 'token' ? 'service' : 'registry';
  // A way elsewhere, a method that is not known: nothing is known by that.
  const isTold = manifest.stage === 'manifest' && status >= 200 && status < 300;
  return stopOfStatus(status, at) ?? (isTold ? undefined : stage(at, `HTTP ${status}`, false));
};
