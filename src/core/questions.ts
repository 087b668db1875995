import { type Unavailable, unavailable } from './answer.ts';
import type { ProbeNetwork, RoundTrip, SyncLatency } from './probes.ts';

export type * from './probes.ts';

/** A program and its arguments. Never a shell string: nothing that dockmedic runs goes through a shell. */
export type Argv = readonly [program: string, ...args: string[]];

export interface Target {
  readonly kind: 'local' | 'replay';
  readonly label: string;
}

/** Who looks, and with which surroundings. Environment variables are allow-listed where they enter. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
  /** Group ids that this very process holds, not those that the group file promises. */
  readonly groups: readonly number[];
  readonly userName: string | undefined;
  readonly home: string | undefined;
  readonly workingDirectory: string;
  /** The engine or context named by flags; they win over everything in the environment, as with docker. */
  readonly engineFlags: { readonly host?: string; readonly context?: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly settings: Settings;
  /** The clean-ups that somebody asked for by name, whatever room the disk has. */
  readonly cleanUps?: readonly string[];
}

/** What a configuration file may set. */
export interface Settings {
  /** Oldest engine version that counts as supported: `20.10`. */
  readonly engineFloor: string;
  /** Oldest version of Compose that counts as supported: `2.0`. */
  readonly composeFloor: string;
  /** Use of a file system, in percent of bytes or of inodes, from which it is a warning and an error. */
  readonly diskWarningPercent: number;
  readonly diskErrorPercent: number;
  /** The name that is looked up to see whether name resolution works. */
  readonly dnsName: string;
  /** The image whose way from its registry is examined: `debian:12`. */
  readonly image?: string;
  /** A container that ended longer ago counts as one that may be removed. */
  readonly stoppedContainerDays: number;
}

export interface SystemInfo {
  readonly os: 'linux' | 'darwin' | 'win32' | 'other';
  readonly kernelRelease: string;
  readonly arch: string;
  readonly hostName: string;
}

export interface FileStat {
  readonly type: 'file' | 'directory' | 'symlink' | 'socket' | 'block' | 'character' | 'fifo';
  /** Permission bits, setuid, setgid and sticky included: 0o1777 at most. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  /** Where a symbolic link points, exactly as written in it. */
  readonly linkTarget?: string;
}

/** `statfs(2)`. `availableBytes` is what an ordinary user may still use, `freeBytes` includes root's reserve. */
export interface FilesystemUsage {
  readonly sizeBytes: number;
  readonly freeBytes: number;
  readonly availableBytes: number;
  /** 0 where the file system allots inodes as it goes (btrfs). */
  readonly inodes: number;
  readonly freeInodes: number;
}

/** What a command left behind. A non-zero exit code is data, not an error. */
export interface CommandOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface MemoryUsage {
  readonly totalBytes: number;
  readonly availableBytes: number;
  readonly swapTotalBytes: number;
  readonly swapFreeBytes: number;
}

export interface TlsFiles {
  readonly caPath?: string;
  readonly certPath?: string;
  readonly keyPath?: string;
  readonly skipVerify?: boolean;
  /** The public authorities that came with dockmedic's own Node count instead, whatever this host has. */
  readonly publicAuthorities?: boolean;
}

/** Where an engine's API listens. */
export type EngineAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly hostName: string;
      readonly port: number;
      readonly tls?: TlsFiles;
      /** The HTTP proxy through which it is asked. */
      readonly via?: { readonly hostName: string; readonly port: number };
    };

export interface EngineReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly durationMs: number;
}

/** In place of an errno, where one end speaks TLS and the other does not. */
export const TLS_ANSWER = 'TLS_ANSWER';
export const PLAIN_ANSWER = 'PLAIN_ANSWER';
/** In place of an errno, where a proxy takes the connection and lets nobody through. */
export const PROXY_ANSWER = 'PROXY_ANSWER';

/** How far an anonymous question for an image came. */
export interface ManifestReply {
  /** Who answered last: the token service, where it gave no token, else the registry. */
  readonly stage: 'token' | 'manifest';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly durationMs: number;
}

/** The first datagram that came back, in hexadecimal, and how long it took. */
export interface DatagramReply {
  readonly hex: string;
  readonly durationMs: number;
}

/** Every question that can be put to a host: its kind, its parameters and the shape of its answer.
 *  Kinds of the second group create something and are open to probes alone. */
export interface Questions {
  readonly identity: [asks: object, answer: Identity];
  readonly system: [asks: object, answer: SystemInfo];
  readonly memory: [asks: object, answer: MemoryUsage];
  readonly 'now-ms': [asks: object, answer: number];
  readonly query: [asks: { readonly argv: Argv; readonly timeoutMs?: number }, answer: CommandOutput];
  readonly 'read-file': [asks: { readonly path: string; readonly maxBytes?: number }, answer: string];
  readonly lstat: [asks: { readonly path: string }, answer: FileStat];
  readonly stat: [asks: { readonly path: string }, answer: FileStat];
  readonly 'real-path': [asks: { readonly path: string }, answer: string];
  readonly list: [asks: { readonly path: string }, answer: readonly string[]];
  readonly statfs: [asks: { readonly path: string }, answer: FilesystemUsage];
  readonly connect: [asks: { readonly address: EngineAddress; readonly timeoutMs?: number }, answer: number];
  readonly 'engine-get': [
    asks: { readonly address: EngineAddress; readonly path: string; readonly timeoutMs?: number },
    answer: EngineReply,
  ];
  readonly manifest: [
    asks: {
      readonly address: EngineAddress;
      /** `library/debian` and `12`, or a digest. */
      readonly name: string;
      readonly reference: string;
      /** Where a token is to be had without a password, and how it is asked for. */
      readonly service?: EngineAddress;
      readonly servicePath?: string;
      readonly timeoutMs?: number;
    },
    answer: ManifestReply,
  ];
  readonly 'udp-exchange': [
    asks: {
      readonly hostName: string;
      readonly port: number;
      readonly hex: string;
      readonly timeoutMs?: number;
    },
    answer: DatagramReply,
  ];
  readonly 'resolve-name': [
    asks: { readonly name: string; readonly timeoutMs?: number },
    answer: readonly string[],
  ];

  readonly 'round-trip': [
    asks: {
      readonly address: EngineAddress;
      readonly architecture: string;
      readonly network?: ProbeNetwork;
      readonly timeoutMs?: number;
    },
    answer: RoundTrip,
  ];
  readonly 'sync-latency': [asks: { readonly directory: string }, answer: SyncLatency];
}

export type QuestionKind = keyof Questions;
export type AnswerTo<K extends QuestionKind> = Questions[K][1];
export type Asks<K extends QuestionKind> = Questions[K][0];

/** The one door through which everything that dockmedic knows about a host comes in. A host is such a
 *  function; recording, limiting and tracing are functions from one to another. */
export type Ask = <K extends QuestionKind>(kind: K, asks: Asks<K>) => Promise<AnswerTo<K> | Unavailable>;

/** What was asked, as a person would write it; every `Unavailable` and every trace line carries it. */
export const describeQuestion = <K extends QuestionKind>(kind: K, asks: Asks<K>): string => {
  const parts = Object.entries(asks).filter(
    ([name]) => !['timeoutMs', 'maxBytes', 'hex', 'network'].includes(name),
  );
  const words = parts.map(([, value]) => describeValue(value));
  return kind === 'query' ? words.join(' ') : [VERBS[kind] ?? kind, ...words].join(' ');
};

const VERBS: Partial<Record<QuestionKind, string>> = {
  'read-file': 'read',
  'engine-get': 'GET',
  manifest: 'HEAD manifest',
  'udp-exchange': 'udp',
  'resolve-name': 'resolve',
  'round-trip': 'run a container on',
  'sync-latency': 'write and sync in',
};

const describeValue = (value: unknown): string => {
  if (Array.isArray(value)) return value.join(' ');
  if (typeof value === 'object' && value !== null) return describeAddress(value as EngineAddress); // addresses are the only objects asked with
  return String(value);
};

export const describeAddress = (address: EngineAddress): string =>
  address.kind === 'unix' ? `unix://${address.path}` : `tcp://${bracketed(address.hostName)}:${address.port}`;

const bracketed = (hostName: string): string => (hostName.includes(':') ? `[${hostName}]` : hostName);

export const timedOut = (source: string, timeoutMs: number): Unavailable =>
  unavailable('timed-out', source, `no answer within ${timeoutMs} ms`, { afterMs: timeoutMs });
