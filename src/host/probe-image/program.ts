/**
 * The probe: it greets, copies its `resolv.conf` and its routes, asks name servers and lets itself be called on a published
 * port where it is told to, copies its neighbours, and says farewell. It needs nothing in its root and writes nothing.
 *
 * A write is not repeated when short: to a pipe the kernel takes 4 KiB whole.
 */
import {
  NO_RESOLV_CONF,
  PROBE_ASKED,
  PROBE_FAREWELL,
  PROBE_GREETING,
  PROBE_NEIGHBOURS,
  PROBE_ROUTES,
} from '#core/probe-words';
import { sending, telling, waiting } from './asking.ts';
import { ascii, type Row } from './assemble.ts';
import { listening, notListening, tellingOfTheEar } from './ear.ts';
import type { Machine } from './instructions.ts';
import { STACK } from './sockets.ts';

export interface ProbeTask {
  /** The datagram for each name server; without it none is asked. */
  readonly query?: Uint8Array;
  /** IPv4 addresses of name servers to ask beside those that the container is given. */
  readonly references: readonly string[];
  /** A caller of the published port is waited for. */
  readonly listens: boolean;
}

const AT_FDCWD = -100;
const PARSED = 4095;
const CHUNK = 1024;

export function probeCode(m: Machine, { query, references, listens }: ProbeTask): readonly Row[] {
  const asks = query !== undefined;
  return [
    { label: 'start' },
    ...m.reserve(STACK.bytes),
    ...(listens ? listening(m) : notListening(m)),
    ...say(m, PROBE_GREETING),
    ...resolvConf(m),
    ...say(m, PROBE_ROUTES),
    ...copied(m, '/proc/self/net/route'),
    ...say(m, PROBE_ASKED),
    ...(listens ? tellingOfTheEar(m) : []),
    ...(asks ? sending(m) : []),
    ...(asks || listens ? waiting(m, query?.length ?? 0) : []),
    { label: 'waited' },
    ...say(m, PROBE_NEIGHBOURS),
    ...copied(m, '/proc/self/net/arp'),
    ...say(m, PROBE_FAREWELL),
    ...m.call('exit', 0),
    ...telling(m),

    ...[PROBE_GREETING, NO_RESOLV_CONF, PROBE_ROUTES, PROBE_ASKED, PROBE_NEIGHBOURS, PROBE_FAREWELL].flatMap(
      (text) => word(text, text),
    ),
    ...['/etc/resolv.conf', '/proc/self/net/route', '/proc/self/net/arp'].flatMap((path) =>
      word(path, `${path}\0`),
    ),
    ...word('nameserver', 'nameserver\0'),
    ...word('references', `${references.map((address) => `nameserver ${address}\n`).join('')}\0`),
    { label: 'query' },
    ...(query === undefined ? [] : [[Array.from(query), 'the question'] as const]),
  ];
}

/** The beginning stays on the stack, to be searched for name servers. */
function resolvConf(m: Machine): readonly Row[] {
  return [
    ...opened(m, '/etc/resolv.conf', 'missing'),
    ...m.call('read', { register: 'result' }, { stack: STACK.text }, PARSED),
    ...m.when('answer', '≤', 0, 'resolv.conf copied'),
    ...m.copy('byte', 'answer'),
    ...m.call('write', 1, { stack: STACK.text }, { register: 'byte' }),
    ...rest(m, 'resolv.conf'),
    ...m.jump('resolv.conf copied'),
    { label: 'missing' },
    ...say(m, NO_RESOLV_CONF),
    { label: 'resolv.conf copied' },
  ];
}

function copied(m: Machine, path: string): readonly Row[] {
  return [...opened(m, path, `${path} copied`), ...rest(m, path), { label: `${path} copied` }];
}

function opened(m: Machine, path: string, missing: string): readonly Row[] {
  return [
    ...m.call('openat', AT_FDCWD, path, 0),
    ...m.copy('result', 'answer'),
    ...m.when('result', '<', 0, missing),
  ];
}

/** Copies what is left of a file, until its end or an error. */
function rest(m: Machine, name: string): readonly Row[] {
  return [
    { label: `rest of ${name}` },
    ...m.call('read', { register: 'result' }, { stack: STACK.chunk }, CHUNK),
    ...m.when('answer', '≤', 0, `end of ${name}`),
    ...m.copy('byte', 'answer'),
    ...m.call('write', 1, { stack: STACK.chunk }, { register: 'byte' }),
    ...m.jump(`rest of ${name}`),
    { label: `end of ${name}` },
  ];
}

function say(m: Machine, text: string): readonly Row[] {
  return m.call('write', 1, text, text.length);
}

function word(label: string, text: string): readonly Row[] {
  return [{ label }, [ascii(text), JSON.stringify(text)]];
}
