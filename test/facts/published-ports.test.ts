import { expect, test } from 'vitest';
import type { ProbingHost } from '#core/host';
import { portConflicts } from '#facts/port-conflicts';
import { publishedListeners } from '#facts/published-listeners';
import { startErrors } from '#facts/start-errors';
import { sample } from '#test/parse/samples';
import { byPath, collected, fakeHost, reply } from '#test/support/fake-host';

const WEB = '98ecfa7609a98a9dc872d78e43c50edd1fdbe980ef37ece0a1a436c6e86b47ef';
const TWO = '555ec3e7416fabf373a0bb0c69b860064a63e3c5fdb87f3142ead9693847c66c';
const engineInUse = { address: { kind: 'unix', path: '/run/docker.sock' }, engine: 'docker' };
const HEAD = '  sl  local_address rem_address   st …\n';
const row = (local: string, uid = 0) =>
  `   0: ${local} 00000000:0000 0A 00000000:00000000 00:00000000 00000000 ${uid} 0 1 1\n`;
const created = (Id: string, name: string) => ({ Id, Names: [`/${name}`], State: 'created', Ports: [] });
const errors = byPath({
  [`/containers/${WEB}/json`]: reply(sample('engine-api/docker-20.10.24-port-in-use.json')),
  [`/containers/${TWO}/json`]: reply(sample('engine-api/docker-20.10.24-port-allocated.json')),
});

const conflictsOn = async (host: ProbingHost, needs: object) =>
  collected(portConflicts, host, {
    ...needs,
    startErrors: await collected(startErrors, host, needs),
  });

test('who has the port now: a program, where the user may see it, or another container', async () => {
  const host = fakeHost({
    'engine-get': errors,
    'read-file': byPath({ '/proc/net/tcp6': '', '/proc/net/tcp': HEAD + row('00000000:1FA3', 33) }),
    query: ({ argv }) =>
      argv.at(-1) === 'sport = :8099'
        ? { exitCode: 0, stdout: 'LISTEN 0 9 *:8099 *:* users:(("busybox",pid=541,fd=3))\n', stderr: '' }
        : undefined,
  });
  const one = {
    Id: 'e3c5',
    Names: ['/one'],
    State: 'running',
    Ports: [{ IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8098, Type: 'tcp' }],
  };
  const engineContainers = [one, created(WEB, 'web'), created(TWO, 'two')];

  expect(await conflictsOn(host, { engineInUse, engineContainers })).toEqual({
    asked: 2,
    blocked: [
      {
        container: 'web',
        kind: 'in-use',
        address: '0.0.0.0',
        port: 8099,
        transport: 'tcp',
        listener: { address: '0.0.0.0', port: 8099, uid: 33 },
        program: 'busybox (process 541)',
      },
      {
        container: 'two',
        kind: 'allocated',
        address: '0.0.0.0',
        port: 8098,
        transport: 'tcp',
        holder: 'one',
      },
    ],
  });
});

test('a port that is free by now has neither holder nor listener, nor has one of another machine', async () => {
  const files = byPath({ '/proc/net/tcp': HEAD + row('0100007F:1FA4') });
  const host = fakeHost({ 'engine-get': errors, 'read-file': files });
  const needs = { engineInUse, engineContainers: [created(WEB, 'web')] };
  const free = { container: 'web', kind: 'in-use', address: '0.0.0.0', port: 8099, transport: 'tcp' };
  expect(await conflictsOn(host, needs)).toEqual({ asked: 1, blocked: [free] });

  const here = fakeHost({
    'engine-get': errors,
    'read-file': byPath({ '/proc/net/tcp': HEAD + row('00000000:1FA3') }),
  });
  const remote = { ...engineInUse, address: { kind: 'tcp', hostName: 'far', port: 2376 } };
  expect(await conflictsOn(here, { ...needs, engineInUse: remote })).toEqual({
    asked: 1,
    blocked: [free],
  });
});

test('where a port is kept for root, the kernel is asked from which on they are not', async () => {
  const error =
    'cannot expose privileged port 80, you can add …: listen tcp4 0.0.0.0:80: bind: permission denied';
  const host = fakeHost({
    'engine-get': () => reply({ Id: WEB, State: { Error: error } }),
    'read-file': byPath({ '/proc/sys/net/ipv4/ip_unprivileged_port_start': '1024\n' }),
  });
  const needs = { engineInUse, engineContainers: [created(WEB, 'web')] };
  expect(await conflictsOn(host, needs)).toMatchObject({
    blocked: [{ container: 'web', kind: 'privileged', port: 80, firstFreePort: 1024 }],
  });
});

const ID = 'ab00fda0fbff88ac445fa0a199f20a5443885c7e3fc522a8d8074083fcbba18f';
const app = {
  Id: ID,
  Names: ['/app'],
  State: 'running',
  Ports: [
    { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8097, Type: 'tcp' },
    { IP: '::', PrivatePort: 80, PublicPort: 8097, Type: 'tcp' },
    { PrivatePort: 53, PublicPort: 53, Type: 'udp' },
    { PrivatePort: 443, Type: 'tcp' },
  ],
};
const network = (tcp: string, cgroup = `0::/docker/${ID}\n`, tcp6 = '') =>
  fakeHost({
    'engine-get': () => reply({ Id: ID, State: { Pid: 703 } }),
    'read-file': byPath({
      '/proc/703/cgroup': cgroup,
      '/proc/703/net/tcp': HEAD + tcp,
      '/proc/703/net/tcp6': HEAD + tcp6,
    }),
  });
const V6_ANY = `${'0'.repeat(32)}:0050`;

test.each([
  ['on 127.0.0.1 alone', network(row('0100007F:0050')), 1, ['app']],
  ['on all addresses', network(row('00000000:0050')), 1, []],
  ['on 127.0.0.1 and on ::', network(row('0100007F:0050'), undefined, row(V6_ANY)), 1, []],
  ['on another port', network(row('0100007F:0051')), 1, []],
  ['nowhere yet', network(''), 1, []],
  ['a process of that number that is not its', network(row('0100007F:0050'), '0::/init.scope\n'), 0, []],
])('a container listens %s', async (_name, host, looked, names) => {
  const answer = await collected(publishedListeners, host, { engineInUse, engineContainers: [app] });
  const loopbackOnly = names.map((container) => ({ container, port: 80, publicPort: 8097 }));
  expect(answer).toEqual({ publishing: 1, looked, loopbackOnly });
});

test('containers that publish nothing, and those that ended, are not looked into', async () => {
  const engineContainers = [
    { ...app, Ports: [] },
    { ...app, State: 'exited' },
  ];
  expect(await collected(publishedListeners, network(''), { engineInUse, engineContainers })).toEqual({
    publishing: 0,
    looked: 0,
    loopbackOnly: [],
  });
});

// As Docker 20.10.24 keeps it, without its prefix.
const NO_ADDRESS =
  'Error starting userland proxy: listen tcp4 192.0.2.7:80: bind: cannot assign requested address';

test.each([
  ['is not one of this host', '192.0.2.2', false],
  ['is there by now', '192.0.2.7', true],
])('an address to publish on that the host did not have: it %s', async (_name, own, isOurs) => {
  const tree = `Local:\n     |-- ${own}\n        /32 host LOCAL\n`;
  const host = fakeHost({
    'engine-get': () => reply({ Id: WEB, State: { Error: NO_ADDRESS } }),
    'read-file': byPath({ '/proc/net/fib_trie': tree }),
  });
  expect(await conflictsOn(host, { engineInUse, engineContainers: [created(WEB, 'web')] })).toMatchObject({
    blocked: [{ kind: 'absent', address: '192.0.2.7', port: 80, isOurs }],
  });
});
