import type { Row } from './assemble.ts';
import type { Machine } from './instructions.ts';

/** Where things lie on the stack. */
export const STACK = {
  /** The first 4095 bytes of resolv.conf and a zero. */
  text: 0,
  chunk: 4096,
  /** `struct pollfd` of each socket: descriptor, what is waited for, what has come. */
  polls: 5120,
  /** `struct sockaddr_in` of each. */
  addresses: 5248,
  /** What is told of a socket: eight bytes of its address, what a call answered, and the first bytes received. */
  told: 5504,
  line: 6144,
  deadline: 6272,
  bytes: 8192,
} as const;

export const SENT_BYTES = 24;
/** Never more than the room on the stack is for, the ear included. */
export const MOST_ASKED = 12;
export const ROUNDS = 3;
export const ROUND_NS = 500_000_000;

export const AF_INET = 2;
export const DATAGRAM = 2 | 0x800; // SOCK_DGRAM | SOCK_NONBLOCK
export const STREAM = 1 | 0x800; // SOCK_STREAM | SOCK_NONBLOCK
export const POLLIN = 1;
/** A port and AF_INET as the first four bytes of an address. */
export const family = (port: number): number => AF_INET | ((port & 0xff) << 24) | ((port >> 8) << 16);

/** The next place in the tables is this socket's. */
export const waitFor = (m: Machine, descriptor: 'listener' | 'answer'): readonly Row[] => [
  ...m.store(descriptor, 'poll'),
  ...m.set('byte', POLLIN),
  ...m.store('byte', 'poll', 4),
  ...m.add('count', 1),
  ...m.add('open', 1),
  ...m.add('poll', 8),
  ...m.add('address', 16),
];
