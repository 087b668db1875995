import { describe, expect, test } from 'vitest';
import { networkDns } from '#checks/network/dns';
import { unavailable } from '#core/answer';
import type { NameServerAnswer } from '#facts/ask-name-server';
import { noTarget, offersOf, targetOf } from '#test/support/daemon-json-target';

type Needs = Parameters<typeof networkDns.evaluate>[0];

const NAME = 'registry-1.docker.io';
const ENGINE = 'unix:///var/run/docker.sock';

const answers = (address: string, rcode = 'NOERROR', records = 2): NameServerAnswer => ({
  address,
  outcome: { kind: 'answered', rcode, answers: records, durationMs: 4.2 },
});
const silent = (address: string): NameServerAnswer => ({
  address,
  outcome: { kind: 'timed-out', afterMs: 3000 },
});
const closed = (address: string): NameServerAnswer => ({
  address,
  outcome: { kind: 'unreachable', detail: 'nobody listens there (ECONNREFUSED)' },
});
const notFound = unavailable('absent', `resolve ${NAME}`, 'ENOTFOUND');

const healthy: Needs = {
  file: { state: 'present', nameservers: ['192.0.2.1'], upstreams: [] },
  host: { name: NAME, servers: [answers('192.0.2.1')], system: ['198.51.100.7'] },
  route: { ipv4: true, ipv6: false },
  container: { given: true, servers: [answers('192.0.2.1')] },
  engine: {
    id: ENGINE,
    address: { kind: 'unix', path: '/var/run/docker.sock' },
    engine: 'docker',
    apiVersion: '1.41',
    via: 'selected',
    label: 'Docker',
  },
  stub: undefined,
  usable: [],
  target: noTarget,
};
const findings = (changes: Partial<Needs>) => networkDns.evaluate({ ...healthy, ...changes }).findings;
const codes = (changes: Partial<Needs>) => findings(changes).map(({ code }) => code);

test('lists each server with its answer and time, the system’s view and the container’s', () => {
  expect(networkDns.evaluate(healthy)).toEqual({
    evidence: [
      { source: 'read /etc/resolv.conf', observed: 'name servers 192.0.2.1' },
      { source: `ask 192.0.2.1 for ${NAME}`, observed: 'NOERROR, 2 records, in 4 ms' },
      { source: `getaddrinfo ${NAME}`, observed: '198.51.100.7' },
      {
        source: 'resolv.conf of a container',
        observed: '192.0.2.1 (asked by this host: NOERROR, 2 records, in 4 ms)',
      },
    ],
    findings: [],
  });
});

const withoutServers = (file: Partial<Needs['file']>): Partial<Needs> => ({
  file: { state: 'present', nameservers: [], upstreams: [], ...file },
  host: { name: NAME, servers: [closed('127.0.0.1'), closed('::1')], system: notFound },
});

describe('dns-host-broken', () => {
  test.each<[string, Partial<Needs['file']>, RegExp]>([
    ['empty', {}, /names no name server/],
    ['missing', { state: 'missing' }, /There is no/],
    ['not-a-file', { state: 'not-a-file' }, /is not a file/],
    [
      'dangling',
      { state: 'dangling', linkTarget: '../run/systemd/resolve/stub-resolv.conf' },
      /link to \.\.\/run\/systemd\/resolve\/stub-resolv\.conf, which does not exist/,
    ],
  ])('%s', (problem, file, message) => {
    const [finding, ...others] = findings(withoutServers(file));

    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: 'dns-host-broken',
      severity: 'error',
      subject: '/etc/resolv.conf',
      params: { problem },
    });
    expect(networkDns.codes['dns-host-broken'].message(finding?.params as never)).toMatch(message);
  });

  test('none of the listed servers answers although there is a way out', () => {
    const servers = [silent('192.0.2.1'), closed('192.0.2.2')];

    expect(findings({ host: { name: NAME, servers, system: notFound } })).toMatchObject([
      { code: 'dns-host-broken', params: { problem: 'unanswered', servers: ['192.0.2.1', '192.0.2.2'] } },
    ]);
  });

  test('only a warning where the system has other sources of names', () => {
    const host = { name: NAME, servers: [closed('127.0.0.1')], system: ['198.51.100.7'] };

    expect(findings({ ...withoutServers({}), host })).toMatchObject([{ severity: 'warning' }]);
  });

  test('what a container is given is not judged besides', () => {
    const container = { given: true, servers: [silent('8.8.8.8')] };

    expect(codes({ ...withoutServers({}), container })).toEqual(['dns-host-broken']);
  });
});

test('an empty file is no fault where a server on this host answers, as resolv.conf(5) has it', () => {
  const host = { name: NAME, servers: [answers('127.0.0.1'), closed('::1')], system: ['198.51.100.7'] };

  expect(codes({ ...withoutServers({}), host, container: notFound })).toEqual([]);
});

test('one server that answers is enough', () => {
  const host = { name: NAME, servers: [silent('192.0.2.1'), answers('192.0.2.2')], system: notFound };

  expect(codes({ host })).toEqual([]);
});

test.each(['NXDOMAIN', 'REFUSED', 'SERVFAIL'])(
  'dns-name-unknown: %s proves the server, not the name',
  (rcode) => {
    const host = { name: NAME, servers: [answers('192.0.2.1', rcode, 0)], system: notFound };

    expect(findings({ host })).toEqual([
      { code: 'dns-name-unknown', subject: NAME, params: { name: NAME, said: rcode } },
    ]);
    expect(networkDns.codes['dns-name-unknown'].severity).toBe('info');
  },
);

describe('a host without a way out', () => {
  const silentHost = { name: NAME, servers: [silent('192.0.2.1')], system: notFound };

  test('is offline, which is no fault', () => {
    const needs = { ...healthy, route: { ipv4: false, ipv6: false }, host: silentHost };

    expect(networkDns.applies?.(needs)).toMatch(/no default route/);
  });

  test.each<[string, Partial<Needs>]>([
    ['a server in the local network answers', { route: { ipv4: false, ipv6: false } }],
    ['there is a route for IPv6', { route: { ipv4: false, ipv6: true }, host: silentHost }],
    ['routes cannot be read', { route: notFound, host: silentHost }],
  ])('is judged when %s', (_name, changes) => {
    expect(networkDns.applies?.({ ...healthy, ...changes })).toBe(true);
  });
});

describe('a host whose resolver listens on a loopback address', () => {
  const stub: Partial<Needs> = {
    file: {
      state: 'present',
      linkTarget: '../run/systemd/resolve/stub-resolv.conf',
      nameservers: ['127.0.0.53'],
      upstreams: ['192.0.2.1'],
    },
    host: { name: NAME, servers: [answers('127.0.0.53')], system: ['198.51.100.7'] },
  };

  test('is healthy where the engine hands on the real servers', () => {
    expect(codes(stub)).toEqual([]);
  });

  test('dns-loopback-stub: containers are given public servers that do not answer', () => {
    const container = { given: true, servers: [silent('8.8.8.8'), silent('8.8.4.4')] };
    const [finding, ...others] = findings({ ...stub, container });

    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: 'dns-loopback-stub',
      engine: ENGINE,
      params: { given: ['8.8.8.8', '8.8.4.4'], upstreams: ['192.0.2.1'] },
    });
    expect(networkDns.codes['dns-loopback-stub'].remedy(finding?.params as never)).toContain(
      '"dns": ["192.0.2.1"]',
    );
  });

  test('dns-loopback-stub: the loopback address itself got into the container', () => {
    expect(codes({ ...stub, container: { given: true, servers: [answers('127.0.0.53')] } })).toEqual([
      'dns-loopback-stub',
    ]);
  });

  test.each<[string, Needs['container']]>([
    ['public servers that answer', { given: true, servers: [answers('8.8.8.8')] }],
    ['Docker’s own resolver', { given: true, servers: [closed('127.0.0.11')] }],
    ['no file at all', { given: false, servers: [] }],
    ['not looked at, with --passive', unavailable('not-looked', 'a container', 'left out by --passive')],
  ])('containers: %s: nothing to find', (_name, container) => {
    expect(codes({ ...stub, container })).toEqual([]);
  });
});

test('dns-container-unanswered: the engine is set up with servers that do not answer', () => {
  expect(findings({ container: { given: true, servers: [silent('203.0.113.9')] } })).toEqual([
    {
      code: 'dns-container-unanswered',
      subject: 'the resolv.conf of containers',
      engine: ENGINE,
      params: { given: ['203.0.113.9'], inside: false, answersHost: [] },
    },
  ]);
});

describe('what the container itself asked', () => {
  const inside = (server: NameServerAnswer) => ({ ...server, inside: true as const });
  const says = (rcode: string, answers = 0): NameServerAnswer => ({
    address: '192.0.2.1',
    outcome: { kind: 'answered', rcode, answers },
  });
  const given = (server: NameServerAnswer) => ({ container: { given: true, servers: [inside(server)] } });

  test('dns-container-unanswered: it got none, while the host does from the same server', () => {
    const [finding, ...others] = findings(given(silent('192.0.2.1')));

    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: 'dns-container-unanswered',
      severity: 'error',
      params: { given: ['192.0.2.1'], inside: true, answersHost: ['192.0.2.1'] },
    });
    expect(networkDns.codes['dns-container-unanswered'].message(finding?.params as never)).toBe(
      'A container got no answer from the name servers that it is given, 192.0.2.1, while 192.0.2.1 answers this host.',
    );
  });

  test('dns-loopback-stub: servers that the engine put in place of a loopback address', () => {
    const file = { state: 'present', nameservers: ['127.0.0.53'], upstreams: [] } as const;

    expect(codes({ file, ...given(silent('8.8.8.8')) })).toEqual(['dns-loopback-stub']);
  });

  test.each(['REFUSED', 'NXDOMAIN'])('dns-container-refused: %s, while the host is told', (rcode) => {
    expect(findings(given(says(rcode)))).toMatchObject([
      { code: 'dns-container-refused', params: { given: ['192.0.2.1'], name: NAME, said: rcode } },
    ]);
  });

  test.each<[string, NameServerAnswer]>([
    ['it is told', says('NOERROR', 2)],
    ['a look-up that failed may pass', says('SERVFAIL')],
    ['no address has many reasons', says('NOERROR')],
    ['its own loopback address answers it', { ...says('NOERROR', 1), address: '127.0.0.11' }],
  ])('nothing to find: %s', (_name, server) => {
    expect(codes(given(server))).toEqual([]);
  });

  test('nothing to find: the host is not told either', () => {
    const host = { name: NAME, servers: [says('NXDOMAIN')], system: notFound };

    expect(codes({ host, ...given(says('NXDOMAIN')) })).toEqual(['dns-name-unknown']);
  });
});

test('dns-host-broken accounts for what containers suffer, and proxies that cannot be found by name', () => {
  expect(networkDns.codes['dns-host-broken'].leadsTo).toEqual([
    'dns-loopback-stub',
    'dns-container-unanswered',
    'proxy-daemon-unset',
    'proxy-stale',
    'reg-unreachable',
  ]);
});

describe('repairs of the resolver', () => {
  const offered = (file: Needs['file'], stub: Needs['stub']) =>
    findings({ file, host: { name: NAME, servers: [closed('127.0.0.1')], system: notFound }, stub }).flatMap(
      ({ fixes = [] }) => fixes.map(({ proposal }) => proposal.fix),
    );
  const dangling = { state: 'dangling', linkTarget: '/run/gone', nameservers: [], upstreams: [] } as const;
  const its = { ...dangling, linkTarget: '../run/systemd/resolve/stub-resolv.conf' } as const;

  test('a link that leads nowhere can lead to systemd-resolved, where that answers', () => {
    expect(offered(dangling, { answers: true })).toEqual(['link-resolv-conf']);
    expect(offered(dangling, { answers: false })).toEqual([]);
    expect(offered(dangling, undefined)).toEqual([]);
  });
  test('a link to a resolver that does not run: that is started', () => {
    expect(offered(its, { answers: false, startable: 'failed' })).toEqual(['start-name-resolver']);
    expect(offered(its, { answers: false })).toEqual([]);
  });
  test('a file that names a server is nobody else’s to change', () => {
    const present = { state: 'present', nameservers: ['192.0.2.1'], upstreams: [] } as const;
    expect(offered(present, { answers: true, startable: 'inactive' })).toEqual([]);
  });
});

describe('the name servers of containers can be set', () => {
  const dead = { given: true, servers: [silent('192.0.2.9')] };
  const offered = (changes: Partial<Needs>) => findings({ container: dead, ...changes }).flatMap(offersOf);

  test('to those that answered, in the place of those that do not', () => {
    const target = targetOf('{ "dns": ["192.0.2.9"] }\n');
    expect(offered({ usable: ['192.0.2.1'], target })).toEqual([
      {
        fix: 'set-container-dns',
        lines: ['- { "dns": ["192.0.2.9"] }', '+ { "dns": ["192.0.2.1"] }'].map(spaced),
      },
    ]);
  });

  test('and where the host names a resolver of its own alone', () => {
    const file = { state: 'present', nameservers: ['127.0.0.53'], upstreams: ['192.0.2.1'] } as const;
    const host = { ...healthy.host, servers: [answers('127.0.0.53')] };
    const [finding] = findings({
      container: dead,
      file,
      host,
      usable: ['192.0.2.1'],
      target: targetOf(undefined),
    });
    expect(finding).toMatchObject({ code: 'dns-loopback-stub', params: { upstreams: ['192.0.2.1'] } });
    expect(finding?.fixes).toHaveLength(1);
  });

  test('not to servers that were not seen to answer, nor where the command line gives them', () => {
    const flags = { flags: new Map([['dns', ['192.0.2.9']]]), rest: [] };
    expect(offered({ usable: [], target: targetOf(undefined) })).toEqual([]);
    expect(offered({ usable: ['192.0.2.1'], target: targetOf(undefined, { reader: { flags } }) })).toEqual(
      [],
    );
  });
});

const spaced = (line: string): string => line.replace(/^([+-]) /, '$1');
