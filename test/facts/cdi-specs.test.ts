import { expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { cdiSpecs } from '#facts/cdi-specs';
import { sample } from '#test/parse/samples';
import { byPath, collected, fakeHost, fileStat } from '#test/support/fake-host';

const silent = unavailable('unreachable', 'GET /info', 'ECONNREFUSED');
const needs = (more: object = {}) => ({
  nvidiaHardware: { kind: 'pci', devices: ['0000:01:00.0'] },
  engineInfo: silent,
  ...more,
});
const there = (...paths: string[]) =>
  byPath(Object.fromEntries(paths.map((path) => [path, fileStat('file')])));

test('what a specification names and what of it is there', async () => {
  const host = fakeHost({
    list: byPath({ '/etc/cdi': ['notes.txt', 'nvidia.yaml'] }),
    'read-file': byPath({ '/etc/cdi/nvidia.yaml': sample('nvidia/nvidia.yaml') }),
    stat: there(
      '/dev/nvidia-uvm',
      '/dev/nvidiactl',
      '/dev/nvidia0',
      '/usr/bin/nvidia-ctk',
      '/usr/bin/nvidia-smi',
    ),
  });
  expect(await collected(cdiSpecs, host, needs())).toMatchObject({
    directories: ['/etc/cdi', '/var/run/cdi'],
    files: [
      {
        path: '/etc/cdi/nvidia.yaml',
        priority: 0,
        content: { kind: 'nvidia.com/gpu', deviceNames: ['0', 'all'] },
        missingPaths: ['/usr/lib/x86_64-linux-gnu/libcuda.so.535.183.01'],
        driverVersions: ['535.183.01'],
      },
    ],
  });
});

test("the engine's own directories, in its order", async () => {
  const host = fakeHost({
    list: byPath({ '/run/cdi': ['nvidia.json'] }),
    'read-file': byPath({ '/run/cdi/nvidia.json': '{"kind":"nvidia.com/gpu"}' }),
  });
  const found = await collected(
    cdiSpecs,
    host,
    needs({ engineInfo: { CDISpecDirs: ['/opt/cdi', '/run/cdi'] } }),
  );
  expect(found).toMatchObject({ files: [{ path: '/run/cdi/nvidia.json', priority: 1 }] });
});

test('a damaged one is kept, one of another vendor is not', async () => {
  const host = fakeHost({
    list: byPath({ '/etc/cdi': ['intel.yaml', 'nvidia.yaml'] }),
    'read-file': byPath({ '/etc/cdi/intel.yaml': 'kind: intel.com/gpu', '/etc/cdi/nvidia.yaml': 'kind: "' }),
  });
  expect(await collected(cdiSpecs, host, needs())).toMatchObject({
    files: [{ path: '/etc/cdi/nvidia.yaml', content: { kind: 'malformed' } }],
  });
});

test('a closed directory is not an empty one', async () => {
  const denied = unavailable('denied', 'list /etc/cdi', 'EACCES');
  const host = fakeHost({ list: byPath({ '/etc/cdi': denied }) });
  expect(await collected(cdiSpecs, host, needs())).toMatchObject({
    files: [{ path: '/etc/cdi', content: denied }],
  });
});

test('no GPU, no look', async () => {
  expect(await collected(cdiSpecs, fakeHost({}), needs({ nvidiaHardware: undefined }))).toBeUndefined();
});
