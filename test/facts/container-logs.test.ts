import { expect, test } from 'vitest';
import { containerLogs } from '#facts/container-logs';
import { byPath, collected, fakeHost, fileStat, reply } from '#test/support/fake-host';

const container = (id: string, State = 'running') => ({ Id: id, Names: [`/${id}`], State });
const detail = (Type: string, Config: object, LogPath = '') => ({
  Id: 'x',
  LogPath,
  HostConfig: { LogConfig: { Type, Config } },
});
const details: Record<string, unknown> = {
  '/containers/web/json': detail('json-file', {}, '/logs/web.log'),
  '/containers/db/json': detail('json-file', { 'max-size': '10m' }),
  '/containers/job/json': detail('local', {}),
};
const host = fakeHost({
  'engine-get': ({ path }) => (details[path] === undefined ? undefined : reply(details[path])),
  stat: byPath({ '/logs/web.log': fileStat('file', { sizeBytes: 7e9 }) }),
});
const needs = (ids: readonly string[], engine = 'docker', LoggingDriver = 'json-file') => ({
  engineInUse: { address: { kind: 'unix', path: '/run/docker.sock' }, engine },
  engineInfo: { LoggingDriver },
  engineContainers: [...ids.map((id) => container(id)), container('old', 'exited')],
});

test('json-file without max-size grows without end; other drivers and limits do not', async () => {
  expect(await collected(containerLogs, host, needs(['web', 'db', 'job']))).toEqual({
    running: 3,
    inspected: 3,
    unbounded: [{ name: 'web', logBytes: 7e9 }],
  });
});

test('a container that does not answer is not counted as looked at', async () => {
  expect(await collected(containerLogs, host, needs(['stuck', 'db']))).toEqual({
    running: 2,
    inspected: 1,
    unbounded: [],
  });
});

test('no more than twenty are asked', async () => {
  const ids = Array.from({ length: 50 }, (_, index) => `c${index}`);
  const asked: string[] = [];
  const counting = fakeHost({ 'engine-get': ({ path }) => void asked.push(path) });
  expect(await collected(containerLogs, counting, needs(ids))).toMatchObject({ running: 50 });
  expect(asked).toHaveLength(20);
});

test.each([
  ['podman', 'json-file'],
  ['docker', 'journald'],
])('%s with %s is not asked', async (engine, driver) => {
  expect(await collected(containerLogs, host, needs(['web'], engine, driver))).toBeUndefined();
});

test('the pace of a log is told after half a day', async () => {
  const at = (nowMs: number) =>
    fakeHost({
      'now-ms': () => nowMs,
      'engine-get': ({ path }) => (details[path] === undefined ? undefined : reply(details[path])),
      stat: byPath({ '/logs/web.log': fileStat('file', { sizeBytes: 7e9 }) }),
    });
  const created = { ...needs([]), engineContainers: [{ ...container('web'), Created: 1000 }] };
  const DAY_MS = 86_400_000;
  expect(await collected(containerLogs, at(1_000_000 + 7 * DAY_MS), created)).toMatchObject({
    unbounded: [{ name: 'web', logBytes: 7e9, bytesPerDay: 1e9 }],
  });
  expect(await collected(containerLogs, at(1_000_000 + 3600_000), created)).toMatchObject({
    unbounded: [{ name: 'web', logBytes: 7e9 }],
  });
});
