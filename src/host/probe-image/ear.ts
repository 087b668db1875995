import { PROBE_PORT } from '#core/probe-words';
import type { Row } from './assemble.ts';
import type { Machine } from './instructions.ts';
import { AF_INET, family, STACK, STREAM, waitFor } from './sockets.ts';

/** The ear on the port that the engine publishes. */
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
