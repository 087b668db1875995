import { isUnavailable, type Unavailable } from '#core/answer';
import type { Evidence } from '#core/finding';
import {
  describeAddress,
  type EngineAddress,
  type EngineReply,
  type FileStat,
  type ReadableHost,
} from '#core/host';

/** What an endpoint answered when it was opened, each case a different fault (catalogue §0.1). */
export type EndpointState =
  | {
      readonly kind: 'answers';
      readonly engine: 'docker' | 'podman';
      readonly apiVersion: string | undefined;
      readonly durationMs: number;
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'dangling'; readonly linkTarget: string }
  | { readonly kind: 'directory' }
  | { readonly kind: 'not-a-socket'; readonly type: string }
  | {
      readonly kind: 'denied';
      readonly at: 'socket' | 'directory';
      readonly path: string;
      readonly stat?: FileStat;
    }
  | { readonly kind: 'refused' }
  | { readonly kind: 'hung'; readonly afterMs: number }
  | { readonly kind: 'tls-expected' }
  | { readonly kind: 'not-http'; readonly detail: string }
  | { readonly kind: 'http-error'; readonly status: number; readonly body: string }
  /** A TCP address that could not be reached, or whose TLS failed. */
  | { readonly kind: 'unreachable'; readonly detail: string };

export interface EndpointProbe {
  readonly state: EndpointState;
  readonly evidence: readonly [Evidence, ...Evidence[]];
  /** The socket file, links followed; absent for TCP and where there is none. */
  readonly stat?: FileStat;
  readonly lstat?: FileStat;
}

/** How long an engine may take to answer `/_ping` before it counts as hung, in milliseconds. */
export const PING_TIMEOUT_MS = 2500;

/** Opens an endpoint the way a client would, and says at which step it failed. */
export const probeEndpoint = async (host: ReadableHost, address: EngineAddress): Promise<EndpointProbe> => {
  if (address.kind === 'tcp') return probeApi(host, address, {});
  const { path } = address;
  const lstat = await host.lstat(path);
  if (isUnavailable(lstat)) return probeUnseen(host, path, lstat);
  const stat = lstat.type === 'symlink' ? await host.stat(path) : lstat;
  const seen = { source: `lstat ${path}`, observed: describeStat(lstat) };
  if (isUnavailable(stat)) {
    const state: EndpointState =
      stat.reason === 'absent'
        ? { kind: 'dangling', linkTarget: lstat.linkTarget ?? '' }
        : { kind: 'denied', at: 'directory', path: lstat.linkTarget ?? path };
    return { state, lstat, evidence: [seen, missing(stat)] };
  }
  if (stat.type === 'directory') return { state: { kind: 'directory' }, lstat, stat, evidence: [seen] };
  if (stat.type !== 'socket') {
    return { state: { kind: 'not-a-socket', type: stat.type }, lstat, stat, evidence: [seen] };
  }
  return probeApi(host, address, { lstat, stat }, seen);
};

const probeUnseen = async (host: ReadableHost, path: string, lstat: Unavailable): Promise<EndpointProbe> => {
  if (lstat.reason !== 'denied') return { state: { kind: 'missing' }, evidence: [missing(lstat)] };
  const blocking = await firstClosedDirectory(host, path);
  return {
    state: { kind: 'denied', at: 'directory', ...blocking },
    evidence: [missing(lstat), { source: `stat ${blocking.path}`, observed: describeMaybe(blocking.stat) }],
  };
};

/** The first directory on the way whose contents cannot be reached. */
const firstClosedDirectory = async (
  host: ReadableHost,
  path: string,
): Promise<{ readonly path: string; readonly stat?: FileStat }> => {
  const parts = path.split('/').slice(1);
  for (let depth = 1; depth < parts.length; depth += 1) {
    const inside = `/${parts.slice(0, depth + 1).join('/')}`;
    const answer = await host.lstat(inside);
    if (!isUnavailable(answer) || answer.reason !== 'denied') continue;
    const directory = `/${parts.slice(0, depth).join('/')}`;
    const stat = await host.stat(directory);
    return isUnavailable(stat) ? { path: directory } : { path: directory, stat };
  }
  return { path };
};

type Stats = Pick<EndpointProbe, 'stat' | 'lstat'>;

const probeApi = async (
  host: ReadableHost,
  address: EngineAddress,
  stats: Stats,
  ...seen: Evidence[]
): Promise<EndpointProbe> => {
  const source = `GET /_ping on ${describeAddress(address)}`;
  const reply = await host.engineGet(address, '/_ping', { timeoutMs: PING_TIMEOUT_MS });
  if (isUnavailable(reply)) {
    return { state: failed(reply, address, stats), ...stats, evidence: [missing(reply), ...seen] };
  }
  const observed = `${reply.status} in ${Math.round(reply.durationMs)} ms${versionText(reply)}`;
  return { state: judgeReply(reply), ...stats, evidence: [{ source, observed }, ...seen] };
};

const failed = (reply: Unavailable, address: EngineAddress, { stat }: Stats): EndpointState => {
  if (reply.reason === 'timed-out' && address.kind === 'unix')
    return { kind: 'hung', afterMs: reply.afterMs ?? PING_TIMEOUT_MS };
  if (reply.reason === 'malformed') return { kind: 'not-http', detail: reply.detail };
  if (address.kind === 'tcp') return { kind: 'unreachable', detail: reply.detail };
  switch (reply.errno) {
    case 'EACCES':
    case 'EPERM':
      return { kind: 'denied', at: 'socket', path: address.path, ...(stat === undefined ? {} : { stat }) };
    case 'ENOENT':
      return { kind: 'missing' };
    case 'ECONNREFUSED':
      return { kind: 'refused' };
    default:
      return { kind: 'not-http', detail: reply.detail };
  }
};

const judgeReply = (reply: EngineReply): EndpointState => {
  const { status, headers, body, durationMs } = reply;
  if (status === 200) {
    const engine = headers['libpod-api-version'] === undefined ? 'docker' : 'podman';
    return { kind: 'answers', engine, apiVersion: headers['api-version'], durationMs };
  }
  if (status === 400 && body.includes('HTTP request to an HTTPS server')) return { kind: 'tls-expected' };
  return { kind: 'http-error', status, body: body.slice(0, 200) };
};

const versionText = ({ headers }: EngineReply): string => {
  const api = headers['api-version'];
  const libpod = headers['libpod-api-version'];
  if (libpod !== undefined) return `, Podman ${libpod}`;
  return api === undefined ? '' : `, API ${api}`;
};

const missing = ({ source, detail }: Unavailable): Evidence => ({ source, observed: detail });

const describeMaybe = (stat: FileStat | undefined): string =>
  stat === undefined ? 'not readable' : describeStat(stat);

/** `socket, mode 660, owner 0:105`. */
export const describeStat = ({ type, mode, uid, gid, linkTarget }: FileStat): string =>
  linkTarget === undefined
    ? `${type}, mode ${mode.toString(8).padStart(3, '0')}, owner ${uid}:${gid}`
    : `${type} to ${linkTarget}, owner ${uid}:${gid}`;
