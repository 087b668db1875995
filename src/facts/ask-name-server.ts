import { isUnavailable, type Unavailable } from '#core/answer';
import type { DatagramReply, ReadableHost } from '#core/host';
import { buildDnsQuery, parseDnsReply } from '#parse/dns-message';
import { isMalformed } from '#parse/malformed';

/** What one name server said when it was asked for one name. */
export interface NameServerAnswer {
  readonly address: string;
  readonly outcome: /** Any reply proves the server, a refusal as well. */
    | {
        readonly kind: 'answered';
        readonly rcode: string;
        readonly answers: number;
        /** Not known where a container was answered. */
        readonly durationMs?: number;
      }
    | { readonly kind: 'timed-out'; readonly afterMs: number }
    /** Nobody listens there, there is no route, or it is no address at all. */
    | { readonly kind: 'unreachable'; readonly detail: string };
}

const PORT = 53;
const ATTEMPTS = 2;
const TIMEOUT_MS = 1500;
// Fixed, so that a recording can answer. The socket is connected, so nobody else's reply is taken.
const QUERY_ID = 0x646d;

export interface Patience {
  readonly attempts: number;
  readonly timeoutMs: number;
}

/** Asks by UDP, twice when the first question or its answer got lost. */
export const askNameServer = async (
  host: ReadableHost,
  address: string,
  name: string,
  { attempts, timeoutMs }: Patience = { attempts: ATTEMPTS, timeoutMs: TIMEOUT_MS },
): Promise<NameServerAnswer> => {
  const query = buildDnsQuery(name, QUERY_ID);
  if (isMalformed(query)) return unreachable(address, `${name} is no name that DNS can ask for`);
  if (!/^(?:[\d.]+|[\da-f:.]*:[\da-f:.]*(?:%[\w.-]+)?)$/i.test(address)) {
    return unreachable(address, 'not an IP address');
  }
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const reply = await host.udpExchange(address, PORT, hexOf(query), { timeoutMs });
    if (!isUnavailable(reply)) return judged(address, reply);
    if (reply.reason !== 'timed-out') return unreachable(address, describe(reply));
  }
  return { address, outcome: { kind: 'timed-out', afterMs: attempts * timeoutMs } };
};

/** The question that a container is to ask, in hexadecimal; absent where DNS cannot ask for that name. */
export const questionFor = (name: string): string | undefined => {
  const query = buildDnsQuery(name, QUERY_ID);
  return isMalformed(query) ? undefined : hexOf(query);
};

const judged = (address: string, { hex, durationMs }: DatagramReply): NameServerAnswer =>
  judgeReply(address, bytesOf(hex), durationMs);

export const judgeReply = (address: string, bytes: Uint8Array, durationMs?: number): NameServerAnswer => {
  const reply = parseDnsReply(bytes, QUERY_ID);
  if (isMalformed(reply)) return unreachable(address, `no DNS answer: ${reply.detail}`);
  if (!reply.matches) return unreachable(address, 'an answer to another question');
  const { rcode, answerCount: answers } = reply;
  return {
    address,
    outcome: { kind: 'answered', rcode, answers, ...(durationMs === undefined ? {} : { durationMs }) },
  };
};

const unreachable = (address: string, detail: string): NameServerAnswer => ({
  address,
  outcome: { kind: 'unreachable', detail },
});

const describe = ({ errno, detail }: Unavailable): string =>
  errno === 'ECONNREFUSED' ? 'nobody listens there (ECONNREFUSED)' : detail;

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from((hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));
