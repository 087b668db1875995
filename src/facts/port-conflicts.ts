import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import type { EngineContainer } from '#parse/engine-api';
import { hexOfIpv6, parseOwnIpv4, parseOwnIpv6 } from '#parse/own-addresses';
import { type PortConflict, portConflictIn } from '#parse/port-conflict';
import { isWildcard, type Listener, parseListeners, type Transport } from '#parse/proc-net-listeners';
import { integerOf } from '#parse/text';
import { containerName } from './container-name.ts';
import { engineContainers } from './engine-containers.ts';
import { engineInUse } from './engine-in-use.ts';
import { startErrors } from './start-errors.ts';

/** A container that did not start because of a port, and who has that port now. */
export interface BlockedContainer extends PortConflict {
  readonly container: string;
  /** The running container that publishes it. */
  readonly holder?: string;
  /** Somebody listens on it in this host's own network. */
  readonly listener?: Listener;
  /** Which program that is, where this user may see it. */
  readonly program?: string;
  /** The first port that is not kept for root; read where that was the reason. */
  readonly firstFreePort?: number;
  /** Of an address that the host did not have: it has it now. Absent where that could not be seen. */
  readonly isOurs?: boolean;
}

export interface PortConflicts {
  /** How many containers that do not run were asked for their last error. */
  readonly asked: number;
  readonly blocked: readonly BlockedContainer[];
}

export const portConflicts = defineFact({
  id: 'port-conflicts',
  summary: 'containers that did not start because their port or address was not to be had',
  needs: { engineInUse, engineContainers, startErrors },
  collect: async (host, { engineInUse, engineContainers, startErrors }): Promise<PortConflicts> => {
    const conflicts = startErrors.errors.flatMap(({ container, error }) => {
      const conflict = portConflictIn(error);
      return conflict === undefined ? [] : [{ ...conflict, container }];
    });
    const isHere = engineInUse.address.kind === 'unix';
    const blocked = await Promise.all(
      conflicts.map(async (conflict) => {
        if (conflict.kind === 'privileged') return { ...conflict, ...(await firstFreePort(host)) };
        if (conflict.kind === 'absent')
          return isHere ? { ...conflict, ...(await ownedBy(host, conflict)) } : conflict;
        const holder = holderOf(conflict, engineContainers);
        return {
          ...conflict,
          ...(holder === undefined ? {} : { holder }),
          ...(isHere ? await listenerOf(host, conflict) : {}),
        };
      }),
    );
    return { asked: startErrors.asked, blocked };
  },
});

const firstFreePort = async (host: ReadableHost): Promise<Pick<BlockedContainer, 'firstFreePort'>> => {
  const text = await host.readFile('/proc/sys/net/ipv4/ip_unprivileged_port_start');
  const port = isUnavailable(text) ? undefined : integerOf(text.trim());
  return port === undefined ? {} : { firstFreePort: port };
};

/** Whether this host has the address now. */
const ownedBy = async (
  host: ReadableHost,
  { address }: PortConflict,
): Promise<Pick<BlockedContainer, 'isOurs'>> => {
  const [tree, table] = await Promise.all([
    host.readFile('/proc/net/fib_trie', { maxBytes: MAX_BYTES }),
    host.readFile('/proc/net/if_inet6', { maxBytes: MAX_BYTES }),
  ]);
  const isV6 = address.includes(':');
  const text = isV6 ? table : tree;
  if (isUnavailable(text)) return {};
  return {
    isOurs: isV6
      ? parseOwnIpv6(text).includes(hexOfIpv6(address))
      : address.startsWith('127.') || parseOwnIpv4(text).includes(address),
  };
};

const holderOf = (
  { port, transport, address }: PortConflict,
  containers: readonly EngineContainer[],
): string | undefined => {
  const holder = containers.find(({ Ports }) =>
    Ports.some(
      ({ PublicPort, Type, IP = '0.0.0.0' }) =>
        PublicPort === port && Type === transport && meet(IP, address),
    ),
  );
  return holder && containerName(holder);
};

const meet = (one: string, other: string): boolean => one === other || isWildcard(one) || isWildcard(other);

const listenerOf = async (
  host: ReadableHost,
  { port, transport, address }: PortConflict,
): Promise<Pick<BlockedContainer, 'listener' | 'program'>> => {
  const listeners = await listenersIn(host, '/proc/net', transport);
  const listener = isUnavailable(listeners)
    ? undefined
    : listeners.find((one) => one.port === port && meet(one.address, address));
  if (listener === undefined) return {};
  const program = await programAt(host, port, transport);
  return program === undefined ? { listener } : { listener, program };
};

/** Both families; a kernel without IPv6 has the first file alone. */
export const listenersIn = async (
  host: ReadableHost,
  folder: string,
  transport: Transport,
): Promise<readonly Listener[] | Unavailable> => {
  const [ipv4, ipv6] = await Promise.all([
    host.readFile(`${folder}/${transport}`, { maxBytes: MAX_BYTES }),
    host.readFile(`${folder}/${transport}6`, { maxBytes: MAX_BYTES }),
  ]);
  if (isUnavailable(ipv4)) return ipv4;
  return [ipv4, isUnavailable(ipv6) ? '' : ipv6].flatMap((text) => parseListeners(text, transport));
};

// A busy host has many thousand connections, a line each.
const MAX_BYTES = 16 * 1024 * 1024;

/** Whose socket it is, the kernel tells root and the owner alone. */
const programAt = async (
  host: ReadableHost,
  port: number,
  transport: Transport,
): Promise<string | undefined> => {
  const listening = transport === 'tcp' ? '-Hltnp' : '-Hlunp';
  const output = await host.query(['ss', listening, `sport = :${port}`]);
  if (isUnavailable(output)) return undefined;
  const [, name, pid] = /users:\(\("([^"]+)",pid=(\d+)/.exec(output.stdout) ?? [];
  return name === undefined ? undefined : `${name} (process ${pid})`;
};
