import { expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { nvidiaToolkit } from '#facts/nvidia-toolkit';
import { sample } from '#test/parse/samples';
import { byPath, collected, fakeHost, fileStat, someIdentity } from '#test/support/fake-host';

const CONFIG = '/etc/nvidia-container-runtime/config.toml';
const needs = { identity: someIdentity(), nvidiaHardware: { kind: 'pci', devices: ['0000:01:00.0'] } };
const program = fileStat('file', { mode: 0o755 });

test('programs, version, and an ldconfig that is not there', async () => {
  const host = fakeHost({
    stat: byPath({ '/usr/bin/nvidia-ctk': program, '/usr/bin/nvidia-container-runtime-hook': program }),
    'read-file': byPath({ [CONFIG]: sample('nvidia/config.toml') }),
    // As printed in reports to NVIDIA/nvidia-container-toolkit.
    query: () => ({
      exitCode: 0,
      stdout: 'NVIDIA Container Toolkit CLI version 1.17.8\ncommit: f202b80a\n',
      stderr: '',
    }),
  });
  expect(await collected(nvidiaToolkit, host, needs)).toEqual({
    ctk: '/usr/bin/nvidia-ctk',
    hook: '/usr/bin/nvidia-container-runtime-hook',
    version: '1.17.8',
    configPath: CONFIG,
    config: { ldconfig: '@/sbin/ldconfig.real', mode: 'auto' },
    isLdconfigMissing: true,
  });
});

test('an ldconfig that is there', async () => {
  const host = fakeHost({
    stat: byPath({ '/sbin/ldconfig.real': program }),
    'read-file': byPath({ [CONFIG]: sample('nvidia/config.toml') }),
  });
  expect(await collected(nvidiaToolkit, host, needs)).toMatchObject({ isLdconfigMissing: false });
});

test('nothing installed, a configuration that may not be read', async () => {
  expect(await collected(nvidiaToolkit, fakeHost({}), needs)).toEqual({
    configPath: CONFIG,
    isLdconfigMissing: false,
  });
  const denied = unavailable('denied', `read ${CONFIG}`, 'EACCES');
  const host = fakeHost({ 'read-file': byPath({ [CONFIG]: denied }) });
  expect(await collected(nvidiaToolkit, host, needs)).toMatchObject({
    config: denied,
    isLdconfigMissing: false,
  });
});

test('no GPU, no look', async () => {
  expect(
    await collected(nvidiaToolkit, fakeHost({}), { ...needs, nvidiaHardware: undefined }),
  ).toBeUndefined();
});
