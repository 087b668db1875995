import { expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { probingHost } from '#core/host';
import { containerRoundTrip } from '#facts/container-round-trip';
import { engineInfo } from '#facts/engine-info';
import { probeOutput } from '#facts/probe-output';

const asked: unknown[] = [];
const host = probingHost({ kind: 'local', label: 'local' }, (async (kind: string, asks: object) => {
  asked.push({ kind, ...asks });
  return kind === 'system'
    ? { arch: 'arm64', hostName: 'host' }
    : { stdout: 'dockmedic-probe 1\ndockmedic-probe end\n' };
}) as never); // answers the two questions that these facts ask

const address = { kind: 'unix', path: '/e.sock' } as const;
const network = {
  queryHex: '646d010000010000000000000161076578616d706c650000010001',
  references: ['192.0.2.1'],
  called: false,
};
const collect = (info: unknown, outside: unknown = ['192.0.2.1']) =>
  containerRoundTrip.collect(host, {
    engineInUse: { address },
    engineInfo: info,
    identity: { settings: { dnsName: 'a.example' } },
    outsideServers: outside,
  } as never);

test('the output of the container is read', async () => {
  const trip = await collect({ Architecture: 'x86_64' });

  expect(await probeOutput.collect(host, { containerRoundTrip: trip } as never)).toEqual({
    greeted: true,
    complete: true,
    resolvConf: '',
  });
});

test('the architecture is the engine’s; behind a proxy that hides it, this machine’s', async () => {
  asked.length = 0;
  await collect({ Architecture: 'x86_64' });
  await collect(unavailable('denied', 'GET /info', 'HTTP 403'));

  const trips = asked.filter((one) => (one as { kind: string }).kind === 'round-trip');
  expect(trips).toEqual([
    { kind: 'round-trip', address, architecture: 'x86_64', network },
    { kind: 'round-trip', address, architecture: 'arm64', network },
  ]);
});

test('the port is called where the engine is on this very host', async () => {
  asked.length = 0;
  await collect({ Architecture: 'x86_64', Name: 'host' });
  await collect({ Architecture: 'x86_64', Name: 'docker-desktop' });

  expect(asked.filter((one) => 'network' in (one as object))).toMatchObject([
    { network: { called: true } },
    { network: { called: false } },
  ]);
});

test('with --offline no datagram leaves the container; without witnesses its own servers are asked', async () => {
  asked.length = 0;
  await collect(
    { Architecture: 'x86_64' },
    unavailable('not-looked', 'name servers', 'left out by --offline'),
  );
  await collect({ Architecture: 'x86_64' }, unavailable('absent', 'read /proc/net/fib_trie', 'ENOENT'));

  expect(
    asked.filter((one) => 'network' in (one as object)).map((one) => (one as { network: object }).network),
  ).toEqual([
    { references: [], called: false },
    { ...network, references: [] },
  ]);
});

test('an engine that does not answer is not asked to run anything', async () => {
  expect(await collect(unavailable('timed-out', 'GET /info', 'no answer'))).toMatchObject({
    reason: 'timed-out',
    origin: engineInfo.id,
  });
});

test('an engine for Windows containers cannot run the probe', async () => {
  expect(await collect({ OSType: 'windows' })).toMatchObject({ kind: 'unavailable', reason: 'absent' });
});
