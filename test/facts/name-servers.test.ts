import { expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { timedOut } from '#core/host';
import { askNameServer } from '#facts/ask-name-server';
import { containerNameServers } from '#facts/container-name-servers';
import { nameServers } from '#facts/name-servers';
import { collected, fakeHost, someIdentity } from '#test/support/fake-host';

// The replies of a server to `dockmedic`'s question: one record, and none (RFC 1035, flags 8180 and 8183).
const ONE = '646d8180000100010000000003777777076578616d706c650000010001c00c00010001000000000004c0000201';
const NXDOMAIN = '646d8183000100000000000003777777076578616d706c650000010001';

const asked: string[] = [];
const host = fakeHost({
  'udp-exchange': ({ hostName, port }) => {
    asked.push(`${hostName}:${port}`);
    switch (hostName) {
      case '192.0.2.1':
        return { hex: ONE, durationMs: 3 };
      case '192.0.2.2':
        return { hex: NXDOMAIN, durationMs: 3 };
      case '192.0.2.3':
        return { hex: `ffff${ONE.slice(4)}`, durationMs: 3 };
      case '192.0.2.4':
        return { hex: '00', durationMs: 3 };
      case '192.0.2.9':
        return timedOut('udp', 1500);
      default:
        return unavailable('unreachable', 'udp', 'ECONNREFUSED', { errno: 'ECONNREFUSED' });
    }
  },
  'resolve-name': () => ['198.51.100.7'],
});

test.each([
  ['192.0.2.1', { kind: 'answered', rcode: 'NOERROR', answers: 1, durationMs: 3 }],
  ['192.0.2.2', { kind: 'answered', rcode: 'NXDOMAIN', answers: 0, durationMs: 3 }],
  ['192.0.2.3', { kind: 'unreachable', detail: 'an answer to another question' }],
  ['192.0.2.4', { kind: 'unreachable', detail: 'no DNS answer: 1 bytes are too few for a header' }],
  ['192.0.2.9', { kind: 'timed-out', afterMs: 3000 }],
  ['::1', { kind: 'unreachable', detail: 'nobody listens there (ECONNREFUSED)' }],
  ['fe80::1%eth0', { kind: 'unreachable', detail: 'nobody listens there (ECONNREFUSED)' }],
  ['dns.example', { kind: 'unreachable', detail: 'not an IP address' }],
])('%s', async (address, outcome) => {
  expect(await askNameServer(host, address, 'www.example')).toEqual({ address, outcome });
});

test('a silent server is asked twice', async () => {
  asked.length = 0;
  await askNameServer(host, '192.0.2.9', 'www.example');

  expect(asked).toEqual(['192.0.2.9:53', '192.0.2.9:53']);
});

const conf = (...nameservers: string[]) => ({
  identity: someIdentity(),
  resolvConf: { state: 'present', nameservers, upstreams: [] },
});

test('the first three servers are asked, and the system', async () => {
  const needs = conf('192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4');

  expect(await collected(nameServers, host, needs)).toMatchObject({
    name: 'registry-1.docker.io',
    servers: [{ address: '192.0.2.1' }, { address: '192.0.2.2' }, { address: '192.0.2.3' }],
    system: ['198.51.100.7'],
  });
});

test('without a server in the file, the one on this host is', async () => {
  expect(await collected(nameServers, host, conf())).toMatchObject({
    servers: [{ address: '127.0.0.1' }, { address: '::1' }],
  });
});

test('the system is not asked while a server is silent: it would wait for it', async () => {
  expect(await collected(nameServers, host, conf('192.0.2.1', '192.0.2.9'))).toMatchObject({
    system: { kind: 'unavailable', reason: 'not-looked' },
  });
});

const given = (resolvConf: string | undefined) => ({
  identity: someIdentity(),
  probeOutput: { greeted: true, complete: true, resolvConf },
  engineInfo: { SecurityOptions: [] },
  nameServers: { servers: [{ address: '192.0.2.1', outcome: { kind: 'timed-out', afterMs: 3000 } }] },
});

test('what a container is given is asked, but for servers whose answer is known', async () => {
  const text = 'nameserver 192.0.2.1\nnameserver 192.0.2.2\n';

  expect(await collected(containerNameServers, host, given(text))).toMatchObject({
    given: true,
    servers: [{ outcome: { kind: 'timed-out' } }, { outcome: { rcode: 'NXDOMAIN' } }],
  });
});

test('a container may be given none', async () => {
  expect(await collected(containerNameServers, host, given(undefined))).toEqual({
    given: false,
    servers: [],
  });
});

test('of a container that did not run nothing is known', async () => {
  const probeOutput = { greeted: false, complete: false, resolvConf: undefined };

  expect(await collected(containerNameServers, host, { ...given(''), probeOutput })).toMatchObject({
    kind: 'unavailable',
  });
});
