import { linesOf, wordsOf } from '#parse/text';

/**
 * Who listens in a network namespace: `/proc/net/tcp` and `/proc/net/tcp6` (state 0A), `udp` and `udp6` (state 07). Address and
 * port are hexadecimal, the address in words of four bytes, each reversed.
 *
 *     sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
 *      0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2488174 1 …
 */
export interface Listener {
  /** `0.0.0.0`, `127.0.0.1`, `::`, `::1`, or eight groups in full. */
  readonly address: string;
  readonly port: number;
  readonly uid: number;
}

export type Transport = 'tcp' | 'udp';

const LISTENING: Readonly<Record<Transport, string>> = { tcp: '0A', udp: '07' };

export const parseListeners = (text: string, transport: Transport): readonly Listener[] =>
  linesOf(text).flatMap((line) => {
    const [, local = '', , state, , , , uid = ''] = wordsOf(line);
    const [, hex, port] = /^([\dA-F]{8}|[\dA-F]{32}):([\dA-F]{4})$/i.exec(local) ?? [];
    if (hex === undefined || port === undefined || state !== LISTENING[transport]) return [];
    return [{ address: addressOf(hex), port: Number.parseInt(port, 16), uid: Number(uid) }];
  });

const addressOf = (hex: string): string => {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  if (bytes.length === 4) return dotted(bytes);
  const all = bytes.join('').toLowerCase();
  if (/^0{32}$/.test(all)) return '::';
  if (/^0{31}1$/.test(all)) return '::1';
  if (/^0{20}ffff/.test(all)) return dotted(bytes.slice(12));
  return (all.match(/.{4}/g) ?? []).join(':');
};

const dotted = (bytes: readonly string[]): string => bytes.map((byte) => Number.parseInt(byte, 16)).join('.');

export const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';

export const isWildcard = (address: string): boolean => address === '0.0.0.0' || address === '::';
