import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { isMalformed } from '#parse/malformed';
import { parseOwnIpv4 } from '#parse/own-addresses';
import { wordsOf } from '#parse/text';
import { type DaemonConfig, daemonConfig } from './daemon-config.ts';
import { type DaemonFlags, daemonFlags } from './daemon-flags.ts';
import { localEngine } from './local-engine.ts';

/** What an engine that does not run would stumble over at its next start, besides its own configuration. */
export interface StartObstacles {
  /** The containerd that it is told to use; absent where it brings its own. */
  readonly containerd?: {
    readonly path: string;
    readonly state: 'answers' | 'missing' | 'refused' | 'unknown';
  };
  /** Addresses that it is to listen on and that another program has taken: `tcp://127.0.0.1:2375`. */
  readonly occupied: readonly string[];
  /** Addresses that it is to listen on and that this host does not have. */
  readonly absent?: readonly string[];
  /** The bridge that it is told to use and that does not exist. */
  readonly missingBridge?: string;
  /** The storage driver that it is told to use and whose file system this kernel does not have at the moment. */
  readonly driverWithoutKernel?: string;
}

/** `undefined`: not looked for, because the engine runs. */
export const startObstacles = defineFact({
  id: 'start-obstacles',
  summary: 'containerd, bridge, TCP ports and file system that an engine that does not run would need',
  needs: { localEngine, daemonFlags: optional(daemonFlags), daemonConfig: optional(daemonConfig) },
  collect: async (host, needs): Promise<StartObstacles | undefined> => {
    if (needs.localEngine.activity !== 'stopped' || needs.localEngine.rootless) return undefined;
    const { containerd, bridge, hosts, driver } = settings(needs);
    const [containerdState, occupied, absent, missingBridge, driverWithoutKernel] = await Promise.all([
      containerd === undefined ? undefined : containerdStateAt(host, containerd),
      occupiedOf(host, hosts),
      absentOf(host, hosts),
      bridge === undefined ? undefined : missingBridgeOf(host, bridge),
      driver === undefined ? undefined : withoutKernel(host, driver),
    ]);
    return {
      ...(containerd === undefined || containerdState === undefined
        ? {}
        : { containerd: { path: containerd, state: containerdState } }),
      occupied,
      ...(absent.length === 0 ? {} : { absent }),
      ...(missingBridge === undefined ? {} : { missingBridge }),
      ...(driverWithoutKernel === undefined ? {} : { driverWithoutKernel }),
    };
  },
});

interface Sources {
  readonly daemonFlags: DaemonFlags | Unavailable;
  readonly daemonConfig: DaemonConfig | Unavailable;
}

/** The command line wins; what stands in both places is a fault of its own. */
const settings = ({ daemonFlags, daemonConfig }: Sources) => {
  const flags = isUnavailable(daemonFlags) ? undefined : daemonFlags.flags;
  const content = isUnavailable(daemonConfig) ? undefined : daemonConfig.content;
  const file = content === undefined || isMalformed(content) ? undefined : content;
  return {
    containerd: flags?.get('containerd')?.at(-1) ?? file?.containerd,
    bridge: flags?.get('bridge')?.at(-1) ?? file?.bridge,
    driver: flags?.get('storage-driver')?.at(-1) ?? file?.storageDriver,
    hosts: [...(flags?.get('host') ?? []), ...(file?.hosts ?? [])],
  };
};

type ContainerdState = NonNullable<StartObstacles['containerd']>['state'];

const containerdStateAt = async (host: ReadableHost, path: string): Promise<ContainerdState> => {
  const answer = await host.connect({ kind: 'unix', path }, { timeoutMs: 1500 });
  if (!isUnavailable(answer)) return 'answers';
  if (answer.errno === 'ENOENT') return 'missing';
  return answer.errno === 'ECONNREFUSED' ? 'refused' : 'unknown';
};

const occupiedOf = async (host: ReadableHost, hosts: readonly string[]): Promise<readonly string[]> => {
  const taken = await Promise.all(hosts.map((one) => isTaken(host, one)));
  return hosts.filter((_one, index) => taken[index]);
};

const isTaken = async (host: ReadableHost, address: string): Promise<boolean> => {
  const [, name = '', port] = /^tcp:\/\/(\[[^\]]*\]|[^:/]*):(\d+)$/.exec(address) ?? [];
  if (port === undefined) return false;
  const everywhere = name === '' || name === '0.0.0.0' || name === '[::]';
  const hostName = everywhere ? '127.0.0.1' : name.replaceAll(/[[\]]/g, '');
  const answer = await host.connect({ kind: 'tcp', hostName, port: Number(port) }, { timeoutMs: 1500 });
  return !isUnavailable(answer);
};

/** Names and IPv6 addresses are left to the engine's own word. */
const absentOf = async (host: ReadableHost, hosts: readonly string[]): Promise<readonly string[]> => {
  const ipv4 = hosts.flatMap((one) => {
    const address = /^tcp:\/\/(\d+(?:\.\d+){3}):\d+$/.exec(one)?.[1];
    return address === undefined || address === '0.0.0.0' || address.startsWith('127.')
      ? []
      : [{ one, address }];
  });
  if (ipv4.length === 0) return [];
  const text = await host.readFile('/proc/net/fib_trie', { maxBytes: 16 * 1024 * 1024 });
  const own = isUnavailable(text) ? [] : parseOwnIpv4(text);
  return own.length === 0 ? [] : ipv4.filter(({ address }) => !own.includes(address)).map(({ one }) => one);
};

const missingBridgeOf = async (host: ReadableHost, bridge: string): Promise<string | undefined> => {
  // `none` switches the bridge off; docker0 is made by the engine itself.
  if (bridge === '' || bridge === 'none' || bridge === 'docker0') return undefined;
  const link = await host.stat(`/sys/class/net/${bridge}`);
  return isUnavailable(link) && link.reason === 'absent' ? bridge : undefined;
};

/** The file system of the kernel that a storage driver cannot do without. */
const FILE_SYSTEM: Readonly<Record<string, string>> = {
  overlay2: 'overlay',
  overlay: 'overlay',
  btrfs: 'btrfs',
  zfs: 'zfs',
  aufs: 'aufs',
};

const withoutKernel = async (host: ReadableHost, driver: string): Promise<string | undefined> => {
  const needed = FILE_SYSTEM[driver];
  if (needed === undefined) return undefined;
  const text = await host.readFile('/proc/filesystems');
  return isUnavailable(text) || wordsOf(text).includes(needed) ? undefined : driver;
};
