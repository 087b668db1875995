import { arch, hostname, platform, release } from 'node:os';
import type { Unavailable } from '#core/answer';
import type { AnswerTo, Ask, Asks, Identity, QuestionKind, SystemInfo } from '#core/host';
import { fromError } from '#host/errno';
import { runCommand } from './commands.ts';
import { engineGet } from './engine-http.ts';
import { filesystemUsage, listDirectory, lstatPath, readTextFile, realPathOf, statPath } from './files.ts';
import { memoryUsage } from './memory.ts';
import { connectTo, exchangeDatagram } from './sockets.ts';

export interface LocalHostOptions {
  /** Who runs us, read once at the composition root. */
  readonly identity: Identity;
  /** Ends with the run; whatever is still out is ended with it. */
  readonly signal: AbortSignal;
  readonly kill: (pid: number, signal: NodeJS.Signals) => void;
}

const DEFAULT_TIMEOUT_MS = 3000;
const ROUND_TRIP_TIMEOUT_MS = 20_000;

type Answers = { readonly [K in QuestionKind]: (asks: Asks<K>) => Promise<AnswerTo<K> | Unavailable> };

/** The machine that dockmedic itself runs on. */
export const localAsk = ({ identity, signal, kill }: LocalHostOptions): Ask => {
  const answers: Answers = {
    identity: async () => identity,
    system: async () => systemInfo(),
    memory: memoryUsage,
    'now-ms': async () => Date.now(),
    query: ({ argv, timeoutMs = DEFAULT_TIMEOUT_MS }) =>
      runCommand(argv, { timeoutMs, environment: identity.environment, signal, kill }),
    'read-file': ({ path, maxBytes }) => readTextFile(path, maxBytes),
    lstat: ({ path }) => lstatPath(path),
    stat: ({ path }) => statPath(path),
    'real-path': ({ path }) => realPathOf(path),
    list: ({ path }) => listDirectory(path),
    statfs: ({ path }) => filesystemUsage(path),
    connect: ({ address, timeoutMs = DEFAULT_TIMEOUT_MS }) => connectTo(address, timeoutMs),
    'engine-get': ({ address, path, timeoutMs = DEFAULT_TIMEOUT_MS }) => engineGet(address, path, timeoutMs),
    manifest: async ({ timeoutMs = DEFAULT_TIMEOUT_MS, ...asked }) => {
      const { askForManifest } = await import('./manifest.ts'); // only where an image is named
      return askForManifest(asked, timeoutMs);
    },
    'udp-exchange': ({ hostName, port, hex, timeoutMs = DEFAULT_TIMEOUT_MS }) =>
      exchangeDatagram(hostName, port, hex, timeoutMs),
    'resolve-name': ({ name }) => resolveName(name),
    'round-trip': async ({ address, architecture, network, timeoutMs = ROUND_TRIP_TIMEOUT_MS }) => {
      const { roundTrip } = await import('./round-trip.ts'); // a passive run needs none of it
      const asks = network === undefined ? {} : { network };
      return roundTrip({ address, architecture, ...asks, timeoutMs, signal });
    },
    'sync-latency': async ({ directory }) => {
      const { syncLatency } = await import('./sync-latency.ts');
      return syncLatency(directory, signal);
    },
  };
  return (kind, asks) => answers[kind](asks);
};

const systemInfo = (): SystemInfo => ({
  os: osOf(platform()),
  kernelRelease: release(),
  arch: arch(),
  hostName: hostname(),
});

const osOf = (name: string): SystemInfo['os'] =>
  name === 'linux' || name === 'darwin' || name === 'win32' ? name : 'other';

const resolveName = async (name: string): Promise<readonly string[] | Unavailable> => {
  try {
    // Loaded when used: it reads the configuration of name resolution at once.
    const { lookup } = await import('node:dns/promises');
    return (await lookup(name, { all: true })).map(({ address }) => address);
  } catch (error) {
    return fromError(`resolve ${name}`, error);
  }
};
