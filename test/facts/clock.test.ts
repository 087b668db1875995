import { expect, test } from 'vitest';
import { clockSkew } from '#facts/clock-skew';
import { engineClock } from '#facts/engine-clock';
import { askRegistry } from '#facts/registry-answer';
import { parseEngineInfo } from '#parse/engine-api';
import { sample } from '#test/parse/samples';
import { collected, fakeHost, reply } from '#test/support/fake-host';

const NOW = Date.parse('2026-11-22T02:31:04Z');
const engineInUse = { id: 'unix:///var/run/docker.sock' };
const clock = (engineInfo: object, nowMs = NOW) =>
  collected(engineClock, fakeHost({ 'now-ms': () => nowMs }), { engineInUse, engineInfo });

test("the engine's time, whatever its zone, beside ours", async () => {
  const engineInfo = parseEngineInfo(sample('engine-api/docker-20.10.24-info.json'));
  expect(await clock(engineInfo)).toEqual({ id: engineInUse.id, aheadMs: -60_002 });
  expect(await clock({ SystemTime: '2026-11-22T11:31:04+09:00' })).toMatchObject({ aheadMs: 0 });
  expect(await clock({})).toMatchObject({ reason: 'absent' });
});

test('a registry dates its answers', async () => {
  const address = { kind: 'tcp', hostName: '10.99.0.2', port: 5000 } as const;
  const asked = { name: '10.99.0.2:5000', address, secure: false, trusted: true, stores: { certs: '/x' } };
  const host = (date: string) =>
    fakeHost({ 'now-ms': () => NOW, 'engine-get': () => ({ ...reply(''), headers: { date } }) });
  expect(await askRegistry(host('Sun, 22 Nov 2026 02:36:04 GMT'), asked)).toEqual({
    kind: 'answers',
    status: 200,
    aheadMs: 300_000,
  });
  expect(await askRegistry(host('soon'), asked)).toEqual({ kind: 'answers', status: 200 });
});

const told = (aheadMs: number, more: object = {}) => ({
  engineClock: { id: 'engine', aheadMs },
  registries: { registries: [] },
  ...more,
});

test('what keeps the time is asked only where a clock is off', async () => {
  const host = fakeHost({
    query: ({ argv }) =>
      argv[0] === 'timedatectl'
        ? { exitCode: 0, stdout: 'NTP=yes\nNTPSynchronized=no\n', stderr: '' }
        : undefined,
  });
  expect(await collected(clockSkew, host, told(59_000))).toEqual({
    engine: { name: 'engine', aheadMs: 59_000 },
    servers: [],
  });
  expect(await collected(clockSkew, host, told(-60_000))).toMatchObject({
    sync: { enabled: true, synchronized: false },
  });
  const registries = {
    registries: [
      { name: 'one', answer: { kind: 'answers', status: 200, aheadMs: 99_000 } },
      { name: 'two', answer: { kind: 'unclear', detail: 'CERT_HAS_EXPIRED' } },
    ],
  };
  expect(await collected(clockSkew, fakeHost({}), told(0, { registries }))).toEqual({
    engine: { name: 'engine', aheadMs: 0 },
    servers: [{ name: 'one', aheadMs: 99_000 }],
  });
});
