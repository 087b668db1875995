import { describe, expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import type { PortCall } from '#core/host';
import { bridgeZone } from '#facts/bridge-zone';
import { containerNetwork } from '#facts/container-network';
import { firewallChanges } from '#facts/firewall-changes';
import { networkSettings } from '#facts/network-settings';
import { outsideServers } from '#facts/outside-servers';
import { parseProbeOutput } from '#parse/probe-output';
import { parseRoutes4 } from '#parse/proc-net-route';
import { sample } from '#test/parse/samples';
import { byPath, collected, fakeHost, someIdentity } from '#test/support/fake-host';

const output = parseProbeOutput(sample('probe/docker-20.10-open.txt'));
const flushed = parseProbeOutput(sample('probe/docker-20.10-flushed.txt'));
const outside = ['10.99.0.1'];
const docker = { engine: 'docker', address: { kind: 'unix', path: '/run/docker.sock' } };
const said = (stdout: string, exitCode = 0) => fakeHost({ query: () => ({ exitCode, stdout, stderr: '' }) });

describe('what a container sees', () => {
  const see = (probeOutput: object, more: { call?: PortCall; outsideServers?: unknown } = {}) =>
    collected(containerNetwork, fakeHost({}), {
      containerRoundTrip: more.call === undefined ? {} : { call: more.call },
      probeOutput,
      outsideServers: more.outsideServers ?? outside,
    });

  test('its gateway, and a machine outside that answers', async () => {
    expect(await see(output)).toEqual({
      hasAddress: true,
      gateway: { address: '172.17.0.1', device: 'eth0', met: true },
      asked: [{ address: '10.99.0.1', outcome: { kind: 'answered', rcode: 'NOERROR', answers: 1 } }],
      wayOut: 'open',
      witnesses: ['10.99.0.1'],
    });
  });

  test('a machine outside that does not', async () => {
    expect(await see(flushed)).toMatchObject({
      asked: [{ address: '10.99.0.1', outcome: { kind: 'timed-out', afterMs: 1500 } }],
      wayOut: 'cut',
    });
  });

  test('without witnesses, or without leave to ask, the way out is not tried', async () => {
    const left = unavailable('not-looked', 'name servers', 'left out by --offline');

    expect(await see(flushed, { outsideServers: [] })).toMatchObject({ wayOut: 'untried', witnesses: [] });
    expect(await see(flushed, { outsideServers: left })).toMatchObject({ wayOut: 'untried' });
  });

  test('where nobody may create a container there is nothing to be seen, and nothing is missing for that', async () => {
    const refused = { failure: { stage: 'create', detail: 'read-only', status: 403 } };
    const needs = { probeOutput: { complete: false }, outsideServers: outside };
    const see = (containerRoundTrip: object) =>
      collected(containerNetwork, fakeHost({}), { ...needs, containerRoundTrip });

    expect(await see(refused)).toMatchObject({ kind: 'unavailable', reason: 'not-here' });
    expect(await see({ failure: { ...refused.failure, status: 500 } })).toMatchObject({ reason: 'absent' });
  });

  const call = { port: 32768, answered: false, attempts: 9, forMs: 1400, detail: 'ECONNREFUSED' };
  test.each<[string, PortCall, boolean]>([
    ['that was called long enough', call, true],
    ['that answered', { ...call, answered: true, attempts: 1, forMs: 9 }, true],
    ['that was called for too short a time', { ...call, forMs: 500 }, false],
    ['that was called once', { ...call, attempts: 1 }, false],
  ])('a port %s', async (_name, one, proven) => {
    expect(await see(output, { call: one })).toMatchObject({ port: { ...one, proven } });
  });

  test('a port on which the container could not listen proves nothing', async () => {
    const deaf = { ...output, network: { ...output.network, listened: false } };

    expect(await see(deaf, { call })).toMatchObject({ port: { proven: false } });
  });

  test('recordings of earlier versions tell nothing of it; nor does a container that broke off', async () => {
    const { network: _network, ...old } = output;

    expect(await see(old)).toMatchObject({ reason: 'not-looked' });
    expect(await see({ greeted: true, complete: false, resolvConf: undefined })).toMatchObject({
      reason: 'absent',
    });
  });
});

describe('witnesses', () => {
  const trie = `Local:
  +-- 0.0.0.0/0 3 0 5
     |-- 10.99.0.2
        /32 host LOCAL
     |-- 10.99.0.255
        /32 link BROADCAST
`;
  const routes = parseRoutes4(
    'eth0 00000000 0100630A 0003 0 0 100 00000000 0 0 0\nwlan0 00000000 0100A8C0 0003 0 0 600 00000000 0 0 0\n',
  );
  const asked: string[] = [];
  const host = fakeHost({
    'read-file': byPath({ '/proc/net/fib_trie': trie }),
    'udp-exchange': ({ hostName, hex, timeoutMs }) => {
      asked.push(hostName);
      expect(timeoutMs).toBe(400);
      return hostName === '10.99.0.9'
        ? undefined
        : { hex: `${hex.slice(0, 4)}8180${hex.slice(8)}`, durationMs: 1 };
    },
  });
  const ask = (nameservers: readonly string[], hostRoutes: unknown = [], upstreams: readonly string[] = []) =>
    collected(outsideServers, host, {
      identity: someIdentity(),
      resolvConf: { nameservers, upstreams },
      hostRoutes,
    });

  test('the name servers of this host and its gateway, where they answer', async () => {
    asked.length = 0;
    expect(await ask(['10.99.0.9', '203.0.113.5'], routes)).toEqual(['203.0.113.5', '10.99.0.1']);
    expect(asked).toEqual(['10.99.0.9', '203.0.113.5', '10.99.0.1']);
  });

  test('what the stub of this host asks', async () => {
    expect(await ask(['127.0.0.53'], [], ['10.99.0.7'])).toEqual(['10.99.0.7']);
  });

  test.each(['10.99.0.2', '127.0.0.53', '169.254.169.254', '100.100.100.100', '2001:db8::1'])(
    '%s is none',
    async (address) => {
      expect(await ask([address])).toEqual([]);
    },
  );

  test('where this host’s own addresses are not known, nobody is', async () => {
    const needs = {
      identity: someIdentity(),
      resolvConf: { nameservers: [], upstreams: [] },
      hostRoutes: [],
    };

    expect(await collected(outsideServers, fakeHost({}), needs)).toMatchObject({ reason: 'absent' });
  });
});

describe('firewalls that changed after the engine', () => {
  const units = (changed: number, loaded = 'loaded') => `Id=docker.service
LoadState=loaded
StateChangeTimestampMonotonic=5000
ActiveEnterTimestampMonotonic=5000

Id=firewalld.service
LoadState=${loaded}
StateChangeTimestampMonotonic=${changed}
ActiveEnterTimestampMonotonic=1000
`;
  const see = (text: string, wayOut = 'cut') =>
    collected(firewallChanges, said(text), { engineInUse: docker, containerNetwork: { wayOut } });

  test('one that was loaded again', async () => {
    expect(await see(units(9000))).toEqual({ later: ['firewalld.service'] });
  });

  test.each([
    ['changed before', units(3000)],
    ['is not installed', units(9000, 'not-found')],
    ['cannot be compared, because the engine is no unit', units(9000).replaceAll('5000', '0')],
  ])('none: it %s', async (_name, text) => {
    expect(await see(text)).toEqual({ later: [] });
  });

  test('nobody is asked where containers get out', async () => {
    expect(await see(units(9000), 'open')).toEqual({ later: [] });
  });
});

describe('the zone of the bridge', () => {
  const see = (host: ReturnType<typeof fakeHost>, wayOut = 'cut') =>
    collected(bridgeZone, host, { engineInUse: docker, containerNetwork: { wayOut } });

  test('is what firewall-cmd says', async () => {
    expect(await see(said('public\n'))).toEqual({ bridge: 'docker0', zone: 'public' });
  });

  test.each([
    ['no zone has it', said('no zone\n', 2)],
    ['firewalld does not run', said('', 252)],
    ['there is no firewalld', fakeHost({})],
  ])('is not known: %s', async (_name, host) => {
    expect(await see(host)).toEqual({ bridge: 'docker0' });
  });

  test('nobody is asked where containers get out', async () => {
    expect(await see(said('public\n'), 'open')).toEqual({ bridge: 'docker0' });
  });
});

describe('what the engine was told not to do', () => {
  const none = unavailable('absent', 'daemon.json', 'none');
  const see = (content: object | undefined, flags: readonly (readonly [string, readonly string[]])[] = []) =>
    collected(networkSettings, fakeHost({}), {
      daemonConfig: content === undefined ? none : { content: { keys: Object.keys(content), ...content } },
      daemonFlags: { flags: new Map(flags) },
    });

  test('nothing', async () => {
    expect(await see(undefined)).toEqual({ ownGateway: false });
    expect(await see({ iptables: true })).toEqual({ ownGateway: false });
  });

  test('in daemon.json', async () => {
    expect(await see({ iptables: false, ipMasq: false, 'default-gateway': '172.17.0.9' })).toEqual({
      withoutRules: '"iptables": false and "ip-masq": false',
      ownGateway: true,
    });
  });

  test('on the command line', async () => {
    expect(await see(undefined, [['ip-masq', ['false']]])).toEqual({
      withoutRules: '"ip-masq": false',
      ownGateway: false,
    });
  });
});
