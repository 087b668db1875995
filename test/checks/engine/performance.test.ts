import { describe, expect, it, test } from 'vitest';
import { enginePerformance } from '#checks/engine/performance';
import { unavailable } from '#core/answer';
import type { DiskLoad } from '#facts/disk-load';
import type { SlowMount } from '#facts/slow-mounts';
import { infoOf, inUse } from './daemon-health.support.ts';

type Needs = Parameters<typeof enginePerformance.evaluate>[0];

const work = {
  name: 'sda1',
  path: '/var/lib/docker',
  reads: 12_000,
  readingMs: 8400,
  writes: 100,
  writingMs: 250,
};
const passive = unavailable('not-looked', 'disk-latency', 'left out by --passive');
const calm: DiskLoad = { pressure: { someOfMinute: 1.2, fullOfMinute: 0.4 }, work };
const look = (more: Partial<Needs> = {}) =>
  enginePerformance.evaluate({
    engine: inUse,
    info: infoOf({ LoggingDriver: 'json-file' }),
    driver: undefined,
    logs: undefined,
    mounts: { known: 2, slow: [] },
    load: calm,
    latency: passive,
    context: undefined,
    ...more,
  });

test('nothing is slow: what was measured is shown', () => {
  expect(look()).toEqual({
    evidence: [
      {
        source: 'GET /info on unix:///var/run/docker.sock',
        observed: 'storage driver overlay2, log driver json-file',
      },
      { source: 'bind mounts of running containers', observed: '2 seen, 0 on slow file systems' },
      {
        source: 'read /proc/pressure/io',
        observed: 'in the last minute some waited for a disk 1.2 % of the time, all 0.4 %',
      },
      {
        source: '/proc/diskstats of sda1 (/var/lib/docker)',
        observed: 'since the host started 0.7 ms a read, 2.5 ms a write, waiting in the queue included',
      },
      {
        source: 'small writes on the file system of the data root',
        observed: 'not timed: left out by --passive',
      },
    ],
    findings: [],
  });
});

test('what was not seen is said, and judged by nobody', () => {
  const silent = unavailable('timed-out', 'GET /info', 'no answer within 4000 ms');
  const { evidence, findings } = look({
    info: silent,
    driver: silent,
    logs: silent,
    mounts: silent,
    load: silent,
  });
  expect(evidence.map(({ observed }) => observed)).toEqual([
    silent.detail,
    silent.detail,
    'not timed: left out by --passive',
  ]);
  expect(findings).toEqual([]);
});

test('all of it is advice: no code is more than a remark', () => {
  expect(Object.values(enginePerformance.codes).map(({ severity }) => severity)).toEqual(
    Object.keys(enginePerformance.codes).map(() => 'info'),
  );
});

test('perf-storage-driver', () => {
  const driver = { driver: 'vfs', fsType: 'ext4', images: 12 };
  expect(look({ driver }).findings).toMatchObject([{ code: 'perf-storage-driver', params: { images: 12 } }]);
});

test('perf-blocking-logs', () => {
  expect(look({ logs: { driver: 'fluentd', running: 4 } }).findings).toEqual([
    { code: 'perf-blocking-logs', subject: 'fluentd', params: { driver: 'fluentd', running: 4 } },
  ]);
});

describe('perf-slow-mount', () => {
  const mount = (source: string, fsType: string, container = 'web'): SlowMount => ({
    container,
    source,
    fsType,
  });
  it.each([
    ['windows', mount('/mnt/c/project', '9p')],
    ['desktop', mount('/host_mnt/Users/ada/project', 'desktop')],
    ['network', mount('/net/project', 'nfs4')],
    ['network', mount('/mnt/client/project', '9p')],
  ])('%s', (kind, one) => {
    expect(look({ mounts: { known: 3, slow: [one] } }).findings).toMatchObject([
      { code: 'perf-slow-mount', params: { kind, count: 1, known: 3 } },
    ]);
  });
  test('stays short', () => {
    const slow = Array.from({ length: 9 }, (_one, index) => mount(`/net/${index}`, 'nfs4'));
    expect(look({ mounts: { known: 9, slow } }).findings[0]?.params).toMatchObject({
      places: ['web: /net/0 (nfs4)', 'web: /net/1 (nfs4)', 'web: /net/2 (nfs4)', '6 more'],
    });
  });
});

describe('perf-disk-slow', () => {
  it.each<[string, DiskLoad, object]>([
    [
      'nobody got on for a third of a minute',
      { pressure: { someOfMinute: 60, fullOfMinute: 33.4 } },
      { stalled: 33, readMs: undefined },
    ],
    [
      'slow for as long as it has run',
      { work: { ...work, readingMs: 600_000 } },
      { stalled: undefined, readMs: 50 },
    ],
  ])('%s', (_name, load, params) => {
    expect(look({ load }).findings).toMatchObject([{ code: 'perf-disk-slow', params }]);
  });
  test('a small write takes long now', () => {
    const latency = { directory: '/var/tmp', samples: 9, medianMs: 81.4, worstMs: 240 };
    expect(look({ latency })).toMatchObject({
      evidence: expect.arrayContaining([
        {
          source: '9 writes of 4 KiB in /var/tmp, each synced',
          observed: '81.4 ms in the middle, 240 ms at worst',
        },
      ]),
      findings: [{ code: 'perf-disk-slow', params: { syncMs: 81, stalled: undefined } }],
    });
    expect(look({ latency: { ...latency, medianMs: 20, worstMs: 400 } }).findings).toEqual([]);
  });
  it.each<[string, DiskLoad]>([
    ['some had to wait', { pressure: { someOfMinute: 70, fullOfMinute: 8 } }],
    ['a handful of reads', { work: { ...work, reads: 10, readingMs: 5000 } }],
    ['slow writes, which nobody waited for', { work: { ...work, writingMs: 99_999 } }],
    ['nothing was counted', {}],
  ])('is none: %s', (_name, load) => {
    expect(look({ load }).findings).toEqual([]);
  });
});

test('perf-build-cache-lost', () => {
  const context = { path: '/home/ada/project/Dockerfile', line: 3, runsAfter: 2, restless: ['.git'] };
  expect(look({ context }).findings).toEqual([
    { code: 'perf-build-cache-lost', subject: context.path, params: context },
  ]);
});
