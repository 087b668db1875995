import { type Malformed, malformed } from '#parse/malformed';

/**
 * DNS on the wire (RFC 1035), just enough to ask one server for one name and to know what it said.
 *
 *     12 34 | 01 00 | 00 01 | 00 00 | 00 00 | 00 00 | 06 docker 02 io 00 | 00 01 | 00 01
 *     id      flags   1 question                      name                 A       IN
 */
export interface DnsReply {
  readonly id: number;
  readonly rcode: string;
  readonly answerCount: number;
  /** The answer did not fit; ask again over TCP. */
  readonly truncated: boolean;
  readonly recursionAvailable: boolean;
  /** The reply is to the query with this id. */
  readonly matches: boolean;
}

const WHAT = 'DNS message';
const TYPE_A = 1;
const CLASS_IN = 1;
const RECURSION_DESIRED = 0x0100;

export const buildDnsQuery = (name: string, id: number): Uint8Array | Malformed => {
  const labels = name
    .replace(/\.$/, '')
    .split('.')
    .map((label) => new TextEncoder().encode(label));
  const length = labels.reduce((sum, label) => sum + label.length + 1, 1);
  if (length > 255 || labels.some((label) => label.length === 0 || label.length > 63))
    return malformed(WHAT, 'not a name that DNS can ask for');
  const question = [...labels.flatMap((label) => [label.length, ...label]), 0, 0, TYPE_A, 0, CLASS_IN];
  const header = [id & 0xffff, RECURSION_DESIRED, 1, 0, 0, 0].flatMap((word) => [word >> 8, word & 0xff]);
  return Uint8Array.from([...header, ...question]);
};

const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'] as const;

export const parseDnsReply = (bytes: Uint8Array, id: number): DnsReply | Malformed => {
  if (bytes.length < 12) return malformed(WHAT, `${bytes.length} bytes are too few for a header`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, 12);
  const flags = header.getUint16(2);
  if ((flags & 0x8000) === 0) return malformed(WHAT, 'a query, not a reply');
  const code = flags & 0x000f;
  return {
    id: header.getUint16(0),
    rcode: RCODES[code] ?? `RCODE${code}`,
    answerCount: header.getUint16(6),
    truncated: (flags & 0x0200) !== 0,
    recursionAvailable: (flags & 0x0080) !== 0,
    matches: header.getUint16(0) === (id & 0xffff),
  };
};
