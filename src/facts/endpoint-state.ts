import { isUnavailable, type Unavailable } from '#core/answer';
import type { Evidence } from '#core/finding';
import {
  describeAddress,
  type EngineAddress,
  type EngineReply,
  type FileStat,
  PLAIN_ANSWER,
  type ReadableHost,
  TLS_ANSWER,
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
  /** `entries`: the names in it; absent where it cannot be read. */
  | { readonly kind: 'directory'; readonly entries?: readonly string[] }
  | { readonly kind: 'not-a-socket'; readonly type: string }
  | {
      readonly kind: 'denied';
      readonly at: 'socket' | 'directory';
      readonly path: string;
      readonly stat?: FileStat;
    }
  | { readonly kind: 'refused' }
  /** `afterMs` is 0 where the queue of waiting clients is full, so that not even the connection was taken. */
  | { readonly kind: 'hung'; readonly afterMs: number }
  | { readonly kind: 'tls-expected' }
  | { readonly kind: 'tls-refused' }
  | { readonly kind: 'tls-file-missing'; readonly path: string }
  | { readonly kind: 'not-http'; readonly detail: string }
  | { readonly kind: 'http-error'; readonly status: number; readonly body: string }
  /** An address that could not be reached, or whose TLS failed. */
  | { readonly kind: 'unreachable'; readonly detail: string };

export interface EndpointProbe {
  readonly state: EndpointState;
  readonly evidence: readonly [Evidence, ...Evidence[]];
  /** The socket file, links followed; absent for TCP and where there is none. */
  readonly stat?: FileStat;
  readonly lstat?: FileStat;
  /** Its unit is on its way up, and after this many milliseconds of waiting the engine was still not there. */
  readonly starting?: { readonly unit: string; readonly afterMs: number };
}

/** How long an engine may take to answer `/_ping` before it counts as hung, in milliseconds. */
export const PING_TIMEOUT_MS = 2500;

/** What `sockaddr_un` holds on Linux. A longer path would be cut and might lead to another socket. */
const MAX_SOCKET_PATH_BYTES = 107;

/** Opens an endpoint the way a client would, and says at which step it failed. */
export const probeEndpoint = async (host: ReadableHost, address: EngineAddress): Promise<EndpointProbe> => {
  if (address.kind === 'tcp') return probeApi(host, address, {});
  const { path } = address;
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) return tooLong(path);
  const lstat = await host.lstat(path);
  if (isUnavailable(lstat)) return probeUnseen(host, path, lstat);
  const seen = { source: `lstat ${path}`, observed: describeStat(lstat) };
  const stat = lstat.type === 'symlink' ? await host.stat(path) : lstat;
  if (isUnavailable(stat)) return probeLink(host, path, lstat, stat, seen);
  if (stat.type === 'directory') return probeDirectory(host, path, { lstat, stat }, seen);
  if (stat.type !== 'socket') {
    return { state: { kind: 'not-a-socket', type: stat.type }, lstat, stat, evidence: [seen] };
  }
  return probeApi(host, address, { lstat, stat }, seen);
};

const tooLong = (path: string): EndpointProbe => {
  const detail = `its path has ${Buffer.byteLength(path)} bytes, and a socket address holds ${MAX_SOCKET_PATH_BYTES}`;
  return {
    state: { kind: 'unreachable', detail },
    evidence: [{ source: `connect ${path}`, observed: detail }],
  };
};

const probeDirectory = async (
  host: ReadableHost,
  path: string,
  stats: Stats,
  seen: Evidence,
): Promise<EndpointProbe> => {
  const entries = await host.list(path);
  const source = `list ${path}`;
  if (isUnavailable(entries))
    return { state: { kind: 'directory' }, ...stats, evidence: [seen, missing(entries)] };
  const observed = entries.length === 0 ? 'empty' : `${entries.length} entries`;
  return { state: { kind: 'directory', entries }, ...stats, evidence: [seen, { source, observed }] };
};

/** There is no such thing, or it cannot be seen from here. */
const probeUnseen = async (host: ReadableHost, path: string, lstat: Unavailable): Promise<EndpointProbe> => {
  if (lstat.reason === 'absent') return { state: { kind: 'missing' }, evidence: [missing(lstat)] };
  if (lstat.reason !== 'denied')
    return { state: { kind: 'unreachable', detail: lstat.detail }, evidence: [missing(lstat)] };
  return probeClosed(host, path, missing(lstat));
};

/** A link that leads nowhere, in a circle, or behind a closed door. */
const probeLink = async (
  host: ReadableHost,
  path: string,
  lstat: FileStat,
  stat: Unavailable,
  seen: Evidence,
): Promise<EndpointProbe> => {
  const linkTarget = lstat.linkTarget ?? '';
  if (stat.reason === 'denied') {
    const target = linkTarget.startsWith('/') ? linkTarget : `${path.replace(/[^/]*$/, '')}${linkTarget}`;
    const { evidence, ...probe } = await probeClosed(host, target, missing(stat));
    return { ...probe, lstat, evidence: [seen, ...evidence] };
  }
  const leadsNowhere = stat.reason === 'absent' || stat.errno === 'ELOOP';
  const state: EndpointState = leadsNowhere
    ? { kind: 'dangling', linkTarget }
    : { kind: 'unreachable', detail: stat.detail };
  return { state, lstat, evidence: [seen, missing(stat)] };
};

const probeClosed = async (host: ReadableHost, path: string, seen: Evidence): Promise<EndpointProbe> => {
  const blocking = await firstClosedDirectory(host, path);
  return {
    state: { kind: 'denied', at: 'directory', ...blocking },
    evidence: [seen, { source: `stat ${blocking.path}`, observed: describeMaybe(blocking.stat) }],
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
    const state = await failed(host, reply, address, stats);
    return { state, ...stats, evidence: [missing(reply), ...seen] };
  }
  const observed = `${reply.status} in ${Math.round(reply.durationMs)} ms${versionText(reply)}`;
  return { state: judgeReply(reply), ...stats, evidence: [{ source, observed }, ...seen] };
};

const failed = async (
  host: ReadableHost,
  reply: Unavailable,
  address: EngineAddress,
  stats: Stats,
): Promise<EndpointState> => {
  if (reply.errno === TLS_ANSWER) return { kind: 'tls-expected' };
  if (reply.errno === PLAIN_ANSWER) return { kind: 'tls-refused' };
  if (reply.reason === 'malformed') return { kind: 'not-http', detail: `it ${reply.detail}` };
  if (address.kind === 'unix') return failedSocket(reply, address.path, stats);
  const { caPath } = address.tls ?? {};
  if (caPath !== undefined && reply.source === `read ${caPath}`)
    return { kind: 'tls-file-missing', path: caPath };
  return reply.reason === 'timed-out' && (await accepts(host, address))
    ? { kind: 'hung', afterMs: reply.afterMs ?? PING_TIMEOUT_MS }
    : { kind: 'unreachable', detail: reply.detail };
};

const ACCEPT_TIMEOUT_MS = 1000;

/** Tells a host that is not there from an engine that takes the connection and says nothing. */
const accepts = async (host: ReadableHost, address: EngineAddress): Promise<boolean> =>
  !isUnavailable(await host.connect(address, { timeoutMs: ACCEPT_TIMEOUT_MS }));

const failedSocket = (reply: Unavailable, path: string, { stat }: Stats): EndpointState => {
  if (reply.reason === 'timed-out') return { kind: 'hung', afterMs: reply.afterMs ?? PING_TIMEOUT_MS };
  switch (reply.errno) {
    case 'EACCES':
    case 'EPERM':
      return { kind: 'denied', at: 'socket', path, ...(stat === undefined ? {} : { stat }) };
    case 'ENOENT':
      return { kind: 'missing' };
    case 'ECONNREFUSED':
      return { kind: 'refused' };
    // The queue of clients that wait to be accepted is full.
    case 'EAGAIN':
      return { kind: 'hung', afterMs: 0 };
    case 'ECONNRESET':
    // It hung up before it had heard the question.
    case 'EPIPE':
      return { kind: 'not-http', detail: `it ${reply.detail}` };
    default:
      return { kind: 'unreachable', detail: reply.detail };
  }
};

const judgeReply = (reply: EngineReply): EndpointState => {
  const { status, headers, body, durationMs } = reply;
  if (status === 200 && isEngine(reply)) {
    const engine = headers['libpod-api-version'] === undefined ? 'docker' : 'podman';
    return { kind: 'answers', engine, apiVersion: headers['api-version'], durationMs };
  }
  if (status === 400 && body.includes('HTTP request to an HTTPS server')) return { kind: 'tls-expected' };
  return { kind: 'http-error', status, body: body.slice(0, 200) };
};

/** A web server may answer any path with 200. */
const isEngine = ({ headers, body }: EngineReply): boolean =>
  headers['api-version'] !== undefined || headers['libpod-api-version'] !== undefined || body.trim() === 'OK';

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
