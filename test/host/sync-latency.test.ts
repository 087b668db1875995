import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isUnavailable, unavailable } from '#core/answer';
import { diskLatency } from '#facts/disk-latency';
import { syncLatency } from '#host/local/sync-latency';
import { collected, disk, fakeHost, someIdentity } from '#test/support/fake-host';

const directory = mkdtempSync(join(tmpdir(), 'dockmedic-sync-'));
afterAll(() => rmSync(directory, { recursive: true }));

test.runIf(process.platform === 'linux')('a few writes are timed, and no name is ever seen', async () => {
  const looking = setInterval(() => seen.push(...readdirSync(directory)), 1);
  const seen: string[] = [];
  const answer = await syncLatency(directory, new AbortController().signal);
  clearInterval(looking);
  if (!isUnavailable(answer)) {
    expect(answer.syncMs.length).toBeGreaterThan(0);
    expect(answer.syncMs.length).toBeLessThanOrEqual(9);
    expect(answer.syncMs.every((one) => one >= 0)).toBe(true);
  }
  expect(seen).toEqual([]);
  expect(readdirSync(directory)).toEqual([]);
});

test('where it may not be written, that is said', async () => {
  expect(await syncLatency('/proc/self', new AbortController().signal)).toMatchObject({
    kind: 'unavailable',
  });
  expect(await syncLatency(join(directory, 'gone'), new AbortController().signal)).toMatchObject({
    kind: 'unavailable',
  });
});

test('a run that has ended writes nothing', async () => {
  const answer = await syncLatency(directory, AbortSignal.abort());
  expect(isUnavailable(answer) || answer.syncMs.length === 0).toBe(true);
});

const needs = (device: string) => ({
  identity: someIdentity(),
  storagePlaces: {
    filesystems: [
      {
        places: [{ path: '/var/lib/docker', kind: 'docker' }],
        usage: disk(10e9, 5e9),
        mount: { mountPoint: '/', fsType: 'ext4', source: 'x', device },
      },
    ],
  },
});
const MOUNTS = '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n23 22 8:2 / /home rw - ext4 /dev/sda2 rw\n';
const asked: string[] = [];
const host = fakeHost({
  'read-file': () => MOUNTS,
  'sync-latency': ({ directory: at }) => {
    asked.push(at);
    return { syncMs: [0.31, 5.27, 0.44] };
  },
});

test('it is a probe, and asks where the data root lies', async () => {
  expect(diskLatency.creates).toBe(true);
  expect(await collected(diskLatency, host, needs('8:1'))).toEqual({
    directory: '/var/tmp',
    samples: 3,
    medianMs: 0.4,
    worstMs: 5.3,
  });
  expect(await collected(diskLatency, host, needs('8:2'))).toMatchObject({ directory: '/home/ada' });
  expect(asked).toEqual(['/var/tmp', '/home/ada']);
});

test('a data root on a disk of its own is not measured elsewhere', async () => {
  expect(await collected(diskLatency, host, needs('8:3'))).toMatchObject({ reason: 'not-here' });
});

test('no sample is no figure', async () => {
  const silent = fakeHost({ 'read-file': () => MOUNTS, 'sync-latency': () => ({ syncMs: [] }) });
  expect(await collected(diskLatency, silent, needs('8:1'))).toMatchObject({ reason: 'timed-out' });
  const late = unavailable('timed-out', 'write and sync in /var/tmp', 'no answer within 3000 ms');
  const hung = fakeHost({ 'read-file': () => MOUNTS, 'sync-latency': () => late });
  expect(await collected(diskLatency, hung, needs('8:1'))).toEqual(late);
});
