import { expect, test } from 'vitest';
import { nvidiaDriver } from '#facts/nvidia-driver';
import { byPath, collected, fakeHost, fileStat } from '#test/support/fake-host';

const needs = { nvidiaHardware: { kind: 'pci', devices: ['0000:01:00.0'] } };
// As the proprietary module prints it (the sample in src/parse/nvidia-proc-version.ts).
const PROC = 'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024\n';
const LIBRARIES = byPath({
  '/usr/lib/x86_64-linux-gnu': ['libc.so.6', 'libnvidia-ml.so.1', 'libnvidia-ml.so.535.183.01'],
});

test('a driver that is loaded, its libraries, devices and GPUs', async () => {
  const character = fileStat('character');
  const host = fakeHost({
    'read-file': byPath({ '/proc/driver/nvidia/version': PROC }),
    list: LIBRARIES,
    stat: byPath({ '/dev/nvidiactl': character, '/dev/nvidia0': character }),
    lstat: byPath({ '/dev/char/195:255': fileStat('symlink') }),
    query: () => ({ exitCode: 0, stdout: '0, NVIDIA GeForce RTX 3090, 535.183.01, GPU-8f3e\n', stderr: '' }),
  });
  expect(await collected(nvidiaDriver, host, needs)).toEqual({
    moduleVersion: '535.183.01',
    libraryVersions: ['535.183.01'],
    deviceNodes: ['nvidiactl', 'nvidia0'],
    isNouveauLoaded: false,
    hasCharacterLinks: true,
    smi: {
      gpus: [{ index: 0, name: 'NVIDIA GeForce RTX 3090', driverVersion: '535.183.01', uuid: 'GPU-8f3e' }],
    },
  });
});

test('without a module, nvidia-smi is not run', async () => {
  const host = fakeHost({
    list: LIBRARIES,
    stat: byPath({ '/sys/module/nouveau': fileStat('directory') }),
    query: () => {
      throw new Error('run all the same');
    },
  });
  const found = await collected(nvidiaDriver, host, needs);
  expect(found).toMatchObject({ isNouveauLoaded: true, deviceNodes: [] });
  expect(found).not.toHaveProperty('moduleVersion');
});

test('the words of a failure are kept', async () => {
  const stdout = 'Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 550.54\n';
  const host = fakeHost({
    'read-file': byPath({ '/sys/module/nvidia/version': '535.183.01\n' }),
    query: () => ({ exitCode: 18, stdout, stderr: '' }),
  });
  expect(await collected(nvidiaDriver, host, needs)).toMatchObject({
    moduleVersion: '535.183.01',
    smi: { gpus: [], failure: 'version-mismatch' },
  });
});

test('in WSL, its own nvidia-smi is asked', async () => {
  const asked: string[] = [];
  const host = fakeHost({ query: ({ argv }) => void asked.push(argv[0]) });
  await collected(nvidiaDriver, host, { nvidiaHardware: { kind: 'wsl', devices: ['/dev/dxg'] } });
  expect(asked).toEqual(['/usr/lib/wsl/lib/nvidia-smi']);
});

test('no GPU, no look', async () => {
  expect(await collected(nvidiaDriver, fakeHost({}), { nvidiaHardware: undefined })).toBeUndefined();
});
