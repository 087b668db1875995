import { PROBE_PORT } from '#core/probe-words';
import { type Ipv4Route, parseRoutes4 } from '#parse/proc-net-route';
import { linesOf, wordsOf } from '#parse/text';

/**
 * What dockmedic's own container tells of its network: its routes, a line for each datagram that it sent and one for each
 * answer, and its neighbours (`/proc/net/arp`). A line of the second part has 48 letters from a to p, each for four bits: family
 * and port, address, what the system call answered (0: sent; negative: an error), and twelve bytes of what was received.
 *
 *     acaaaadfkppppdfaaaaaaaaa…
 *     IP address       HW type     Flags       HW address            Mask     Device
 *     172.17.0.1       0x1         0x2         02:42:5e:aa:00:01     *        eth0
 */
export interface ProbeNetwork {
  readonly routes: readonly Ipv4Route[];
  readonly asked: readonly ProbeAnswer[];
  /** Whether it listened on its published port. */
  readonly listened: boolean;
  readonly neighbours: readonly Neighbour[];
}

/** What came of the datagrams to one address. */
export interface ProbeAnswer {
  readonly address: string;
  readonly outcome:
    | { readonly kind: 'reply'; readonly bytes: Uint8Array }
    | { readonly kind: 'refused'; readonly errno: string }
    | { readonly kind: 'silent' };
}

export interface Neighbour {
  readonly address: string;
  readonly device: string;
  /** It told its hardware address. */
  readonly met: boolean;
}

export const parseProbeNetwork = (routes: string, asked: string, neighbours: string): ProbeNetwork => {
  const lines = linesOf(asked).flatMap((line) => recordIn(line) ?? []);
  return {
    routes: parseRoutes4(routes),
    asked: answersIn(lines.filter(({ port }) => port !== PROBE_PORT)),
    listened: lines.some(({ port }) => port === PROBE_PORT),
    neighbours: linesOf(neighbours).flatMap(neighbourIn),
  };
};

interface Told {
  readonly port: number;
  readonly address: string;
  readonly result: number;
  readonly reply: Uint8Array;
}

const HEADER_BYTES = 12;

const recordIn = (line: string): Told | undefined => {
  if (!/^[a-p]{48}$/.test(line)) return undefined;
  const bytes = Uint8Array.from((line.match(/../g) ?? []).map((pair) => half(pair, 0) * 16 + half(pair, 1)));
  const view = new DataView(bytes.buffer);
  return {
    port: view.getUint16(2),
    address: bytes.slice(4, 8).join('.'),
    result: view.getInt32(8, true),
    reply: bytes.slice(12, 12 + HEADER_BYTES),
  };
};

const half = (pair: string, at: number): number => pair.charCodeAt(at) - 'a'.charCodeAt(0);

/** An address may have been asked twice, as the container's and as ours: the best answer counts. */
const answersIn = (lines: readonly Told[]): readonly ProbeAnswer[] =>
  [...new Set(lines.map(({ address }) => address))].map((address) => {
    const of = lines.filter((line) => line.address === address);
    const reply = of.find(({ result }) => result >= HEADER_BYTES);
    if (reply !== undefined) return { address, outcome: { kind: 'reply', bytes: reply.reply } };
    const refusal = of.find(({ result }) => result < 0);
    if (refusal === undefined) return { address, outcome: { kind: 'silent' } };
    return {
      address,
      outcome: { kind: 'refused', errno: ERRNOS[-refusal.result] ?? `errno ${-refusal.result}` },
    };
  });

/** The same numbers on every machine that Linux calls generic, and on x86. */
const ERRNOS: Readonly<Record<number, string>> = {
  1: 'EPERM',
  13: 'EACCES',
  22: 'EINVAL',
  90: 'EMSGSIZE',
  101: 'ENETUNREACH',
  111: 'ECONNREFUSED',
  113: 'EHOSTUNREACH',
};

const NEIGHBOUR_MET = 0x2;

const neighbourIn = (line: string): readonly Neighbour[] => {
  const [address = '', , flags = '', , , device] = wordsOf(line);
  if (!/^[\d.]+$/.test(address) || device === undefined) return [];
  return [{ address, device, met: (Number.parseInt(flags, 16) & NEIGHBOUR_MET) !== 0 }];
};
