/**
 * The part of the probe that sends something: one and the same datagram to each name server that a `resolv.conf`
 * names, the container's own and one that is written in the file, and an ear on a port that the engine publishes.
 * All are waited for together, and each is told of by a line when it is sent and one when it is answered.
 */
import { PROBE_GREETING, PROBE_PORT } from '#core/probe-words';
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
const ROUNDS = 3;
const ROUND_NS = 500_000_000;

const AF_INET = 2;
const DATAGRAM = 2 | 0x800; // SOCK_DGRAM | SOCK_NONBLOCK
const STREAM = 1 | 0x800; // SOCK_STREAM | SOCK_NONBLOCK
const POLLIN = 1;
/** A port and AF_INET as the first four bytes of an address. */
const family = (port: number): number => AF_INET | ((port & 0xff) << 24) | ((port >> 8) << 16);

export const listening = (m: Machine): readonly Row[] => [
  ...m.point('poll', { stack: STACK.polls }),
  ...m.point('address', { stack: STACK.addresses }),
  ...m.set('count', 0),
  ...m.set('open', 0),
  ...m.set('byte', family(PROBE_PORT)),
  ...m.store('byte', 'address'),
  ...m.call('socket', AF_INET, STREAM, 0),
  ...m.copy('listener', 'answer'),
  ...m.when('answer', '<', 0, 'deaf'),
  ...m.call('bind', { register: 'listener' }, { register: 'address' }, 16),
  ...m.when('answer', '<', 0, 'deaf'),
  ...m.call('listen', { register: 'listener' }, 8),
  ...m.when('answer', '<', 0, 'deaf'),
  ...waitFor(m, 'listener'),
  ...m.jump('all ears'),
  { label: 'deaf' },
  ...m.set('listener', -1),
  { label: 'all ears' },
];

/** Tells that there is an ear. */
export const tellingOfTheEar = (m: Machine): readonly Row[] => [
  ...m.when('listener', '<', 0, 'no ear'),
  ...m.set('result', 0),
  ...m.add('address', -16),
  ...m.visit('tell'),
  ...m.add('address', 16),
  { label: 'no ear' },
];

/** Takes the next place in the tables; without an ear they begin here. */
export const notListening = (m: Machine): readonly Row[] => [
  ...m.point('poll', { stack: STACK.polls }),
  ...m.point('address', { stack: STACK.addresses }),
  ...m.set('count', 0),
  ...m.set('open', 0),
  ...m.set('listener', -1),
];

const waitFor = (m: Machine, descriptor: 'listener' | 'answer'): readonly Row[] => [
  ...m.store(descriptor, 'poll'),
  ...m.set('byte', POLLIN),
  ...m.store('byte', 'poll', 4),
  ...m.add('count', 1),
  ...m.add('open', 1),
  ...m.add('poll', 8),
  ...m.add('address', 16),
];

/** Reads `nameserver` lines with IPv4 addresses from the container's text and then from ours, and sends a datagram to each. */
export const sending = (m: Machine): readonly Row[] => [
  ...m.set('rounds', 0),
  ...m.point('at', { stack: STACK.text }),
  { label: 'line' },
  ...m.when('count', '=', MOST_ASKED, 'sent'),
  ...m.point('from', 'nameserver'),
  { label: 'match' },
  ...m.loadByte('byte', 'from'),
  ...m.when('byte', '=', 0, 'blanks'),
  ...m.loadByte('other', 'at'),
  ...m.when('byte', '≠', 'other', 'skip'),
  ...m.add('at', 1),
  ...m.add('from', 1),
  ...m.jump('match'),

  { label: 'blank' },
  ...m.add('at', 1),
  { label: 'blanks' },
  ...m.loadByte('byte', 'at'),
  ...m.when('byte', '=', ' '.charCodeAt(0), 'blank'),
  ...m.when('byte', '=', '\t'.charCodeAt(0), 'blank'),
  ...m.set('left', 4),
  ...m.copy('to', 'address'),
  { label: 'octet' },
  ...m.set('other', 0),
  { label: 'digit' },
  ...m.loadByte('byte', 'at'),
  ...m.add('byte', -'0'.charCodeAt(0)),
  ...m.when('byte', '<', 0, 'octet read'),
  ...m.when('byte', '>', 9, 'octet read'),
  ...m.timesTen('other'),
  ...m.addTo('other', 'byte'),
  ...m.add('at', 1),
  ...m.jump('digit'),
  { label: 'octet read' },
  ...m.storeByte('other', 'to', 4),
  ...m.add('to', 1),
  ...m.add('left', -1),
  ...m.when('left', '=', 0, 'server'),
  ...m.loadByte('byte', 'at'),
  ...m.when('byte', '≠', '.'.charCodeAt(0), 'skip'),
  ...m.add('at', 1),
  ...m.jump('octet'),

  { label: 'server' },
  ...m.set('byte', family(53)),
  ...m.store('byte', 'address'),
  ...m.call('socket', AF_INET, DATAGRAM, 0),
  ...m.when('answer', '<', 0, 'skip'),
  ...m.store('answer', 'poll'),
  ...m.load('byte', 'poll'),
  ...m.call('connect', { register: 'byte' }, { register: 'address' }, 16),
  ...m.copy('result', 'answer'),
  ...m.visit('tell'),
  ...m.when('result', '<', 0, 'skip'),
  ...m.load('answer', 'poll'),
  ...waitFor(m, 'answer'),

  { label: 'skip' },
  ...m.loadByte('byte', 'at'),
  ...m.when('byte', '=', 0, 'text read'),
  ...m.add('at', 1),
  ...m.when('byte', '=', '\n'.charCodeAt(0), 'line'),
  ...m.jump('skip'),
  { label: 'text read' },
  ...m.when('rounds', '≠', 0, 'sent'),
  ...m.set('rounds', 1),
  ...m.point('at', 'references'),
  ...m.jump('line'),
  { label: 'sent' },
];

/** Three rounds of half a second: who has not answered is asked again. */
export const waiting = (m: Machine, queryBytes: number): readonly Row[] => [
  ...m.set('rounds', ROUNDS),
  { label: 'round' },
  ...m.when('rounds', '=', 0, 'waited'),
  ...m.add('rounds', -1),
  ...m.point('to', { stack: STACK.deadline }),
  ...m.set('byte', 0),
  ...m.store('byte', 'to'),
  ...m.store('byte', 'to', 4),
  ...m.store('byte', 'to', 12),
  ...m.set('byte', ROUND_NS),
  ...m.store('byte', 'to', 8),
  ...each(m, 'send', [
    ...m.load('byte', 'poll'),
    ...m.when('byte', '<', 0, 'send next'),
    ...m.when('byte', '=', 'listener', 'send next'),
    ...m.call('write', { register: 'byte' }, 'query', queryBytes),
    ...m.when('answer', '>', 0, 'send next'),
    ...m.copy('result', 'answer'),
    ...closed(m),
  ]),

  { label: 'wait' },
  ...m.when('open', '=', 0, 'waited'),
  ...m.call('ppoll', { stack: STACK.polls }, { register: 'count' }, { stack: STACK.deadline }, 0),
  ...m.when('answer', '=', 0, 'round'),
  ...m.when('answer', '<', 0, 'waited'),
  ...each(m, 'look', [
    ...m.loadByte('byte', 'poll', 6),
    ...m.when('byte', '=', 0, 'look next'),
    ...m.load('byte', 'poll'),
    ...m.when('byte', '=', 'listener', 'called'),
    ...m.call('read', { register: 'byte' }, { stack: STACK.told + 12 }, 512),
    ...m.copy('result', 'answer'),
    ...closed(m),
    ...m.jump('look next'),
    { label: 'called' },
    ...m.call('accept4', { register: 'listener' }, 0, 0, 0),
    ...m.when('answer', '<', 0, 'look next'),
    // The caller hangs up when it has heard enough; until then its line takes the place of the ear.
    ...m.store('answer', 'poll'),
    ...m.set('listener', -1),
    ...m.load('byte', 'poll'),
    ...m.call('write', { register: 'byte' }, PROBE_GREETING, PROBE_GREETING.length),
  ]),
  ...m.jump('wait'),
];

const each = (m: Machine, name: string, act: readonly Row[]): readonly Row[] => [
  ...m.point('poll', { stack: STACK.polls }),
  ...m.point('address', { stack: STACK.addresses }),
  ...m.copy('at', 'count'),
  { label: name },
  ...m.when('at', '=', 0, `${name} done`),
  ...act,
  { label: `${name} next` },
  ...m.add('poll', 8),
  ...m.add('address', 16),
  ...m.add('at', -1),
  ...m.jump(name),
  { label: `${name} done` },
];

/** Nothing more is expected of this one, and what came is told. */
const closed = (m: Machine): readonly Row[] => [
  ...m.set('byte', -1),
  ...m.store('byte', 'poll'),
  ...m.add('open', -1),
  ...m.visit('tell'),
];

/** Writes 24 bytes as 48 letters from a to p, and a line's end: address, `result`, what was received. */
export const telling = (m: Machine): readonly Row[] => [
  { label: 'tell' },
  ...m.point('from', { stack: STACK.told }),
  ...m.point('to', { stack: STACK.line }),
  ...m.load('byte', 'address'),
  ...m.store('byte', 'from'),
  ...m.load('byte', 'address', 4),
  ...m.store('byte', 'from', 4),
  ...m.store('result', 'from', 8),
  ...m.set('left', SENT_BYTES),
  { label: 'letters' },
  ...m.loadByte('byte', 'from'),
  ...m.copy('other', 'byte'),
  ...m.upperHalf('other'),
  ...m.add('other', 'a'.charCodeAt(0)),
  ...m.storeByte('other', 'to'),
  ...m.lowerHalf('byte'),
  ...m.add('byte', 'a'.charCodeAt(0)),
  ...m.storeByte('byte', 'to', 1),
  ...m.add('from', 1),
  ...m.add('to', 2),
  ...m.add('left', -1),
  ...m.when('left', '≠', 0, 'letters'),
  ...m.set('byte', '\n'.charCodeAt(0)),
  ...m.storeByte('byte', 'to'),
  ...m.call('write', 1, { stack: STACK.line }, 2 * SENT_BYTES + 1),
  ...m.back(),
];
