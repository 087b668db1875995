import type { Unavailable } from './answer.ts';
import type {
  AnswerTo,
  Argv,
  Ask,
  Asks,
  CommandOutput,
  EngineAddress,
  ProbeNetwork,
  QuestionKind,
  Target,
} from './questions.ts';

export * from './questions.ts';

type Answered<K extends QuestionKind> = Promise<AnswerTo<K> | Unavailable>;

/** All that a fact may do: look. There is no method here that changes anything. */
export interface ReadableHost {
  readonly target: Target;
  identity(): Answered<'identity'>;
  system(): Answered<'system'>;
  memory(): Answered<'memory'>;
  nowMs(): Answered<'now-ms'>;
  /** Runs a program that only reports. Absent program, no permission, deadline: `Unavailable`. */
  query(argv: Argv, options?: { readonly timeoutMs?: number }): Answered<'query'>;
  /** UTF-8 text, at most `maxBytes` (1 MiB unless told); a longer file is `malformed`. */
  readFile(path: string, options?: { readonly maxBytes?: number }): Answered<'read-file'>;
  /** Does not follow a final symbolic link. */
  lstat(path: string): Answered<'lstat'>;
  stat(path: string): Answered<'stat'>;
  realPath(path: string): Answered<'real-path'>;
  list(path: string): Answered<'list'>;
  statfs(path: string): Answered<'statfs'>;
  /** Opens and closes a stream connection; the answer is its time in milliseconds. */
  connect(address: EngineAddress, options?: { readonly timeoutMs?: number }): Answered<'connect'>;
  /** One `GET` on an engine's API, or of a registry or proxy. Any HTTP status is an answer. */
  engineGet(
    address: EngineAddress,
    path: string,
    options?: { readonly timeoutMs?: number },
  ): Answered<'engine-get'>;
  /** Asks a registry whether it has an image (`HEAD`), with a token that everybody gets, and no password. The token does not
   *  leave the host's side. */
  manifest(asks: Asks<'manifest'>): Answered<'manifest'>;
  /** Sends one datagram (hexadecimal) and hands back the first reply. */
  udpExchange(
    hostName: string,
    port: number,
    hex: string,
    options?: { readonly timeoutMs?: number },
  ): Answered<'udp-exchange'>;
  /** Addresses of a name as the system's own resolver sees them (`getaddrinfo`). */
  resolveName(name: string, options?: { readonly timeoutMs?: number }): Answered<'resolve-name'>;
}

/** What a probe may do on top: create, run and remove dockmedic's own labelled container; time a few small writes. */
export interface ProbingHost extends ReadableHost {
  roundTrip(
    address: EngineAddress,
    architecture: string,
    options?: { readonly network?: ProbeNetwork; readonly timeoutMs?: number },
  ): Answered<'round-trip'>;
  /** Writes to a file without a name in this directory, which is gone with the program that wrote it. */
  syncLatency(directory: string): Answered<'sync-latency'>;
}

/** Gives the plain `ask` function its readable face. */
export const probingHost = (target: Target, ask: Ask): ProbingHost => ({
  target,
  identity: () => ask('identity', {}),
  system: () => ask('system', {}),
  memory: () => ask('memory', {}),
  nowMs: () => ask('now-ms', {}),
  query: (argv, options = {}) => ask('query', { argv, ...options }),
  readFile: (path, options = {}) => ask('read-file', { path, ...options }),
  lstat: (path) => ask('lstat', { path }),
  stat: (path) => ask('stat', { path }),
  realPath: (path) => ask('real-path', { path }),
  list: (path) => ask('list', { path }),
  statfs: (path) => ask('statfs', { path }),
  connect: (address, options = {}) => ask('connect', { address, ...options }),
  engineGet: (address, path, options = {}) => ask('engine-get', { address, path, ...options }),
  manifest: (asks) => ask('manifest', asks),
  udpExchange: (hostName, port, hex, options = {}) =>
    ask('udp-exchange', { hostName, port, hex, ...options }),
  resolveName: (name, options = {}) => ask('resolve-name', { name, ...options }),
  roundTrip: (address, architecture, options = {}) =>
    ask('round-trip', { address, architecture, ...options }),
  syncLatency: (directory) => ask('sync-latency', { directory }),
});

export interface RunOptions {
  readonly privilege: 'user' | 'root';
  readonly timeoutMs?: number;
  /** Text for its standard input; none otherwise. What is secret goes this way, never into an argument. */
  readonly input?: string;
  /** Called with each line of output, as it comes, for the person who watches. */
  readonly onLine?: (line: string) => void;
}

/** What a repair may do on top. Only step handlers hold it. */
export interface Host extends ProbingHost {
  /** The text of a file with the secrets in it, for the one who writes it back; at most 1 MiB of valid UTF-8. */
  readWhole(path: string): Promise<string | Unavailable>;
  /** Runs a program that changes something, as the user or, through `sudo` where needed, as root. */
  run(argv: Argv, options: RunOptions): Promise<CommandOutput | Unavailable>;
}
