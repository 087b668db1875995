import { describe, expect, test } from 'vitest';
import { isUnavailable, unavailable } from '#core/answer';
import { descriptorLimit } from '#facts/descriptor-limit';
import { otherEngines } from '#facts/other-engines';
import { podmanInfo } from '#facts/podman-info';
import { parsePodmanInfo } from '#parse/podman-info';
import { byPath, fakeHost, reply } from '#test/support/fake-host';

const down = unavailable('unreachable', 'lstat /var/run/docker.sock', 'ENOENT');

describe('other engines', () => {
  const at = (path: string, engine: 'docker' | 'podman' = 'docker') => ({
    id: `unix://${path}`,
    label: 'Docker',
    address: { kind: 'unix', path },
    state: { kind: 'answers', engine },
  });
  const host = fakeHost({
    'engine-get': () => reply({ ID: 'B', DockerRootDir: '/srv', SecurityOptions: ['name=rootless'] }),
  });

  test('are asked who they are; the one in use and Podman are not', async () => {
    const endpoints = [
      at('/var/run/docker.sock'),
      at('/run/user/1000/docker.sock'),
      at('/run/podman.sock', 'podman'),
    ];
    const needs = { endpoints, engineInUse: { id: 'unix:///var/run/docker.sock' } };
    expect(await otherEngines.collect(host, needs as never)).toEqual([
      {
        id: 'unix:///run/user/1000/docker.sock',
        label: 'Docker',
        engineId: 'B',
        dataRoot: '/srv',
        rootless: true,
      },
    ]);
  });
});

describe('podman info', () => {
  const ask = (exitCode: number, stdout: string, stderr = '', more: object = {}) =>
    podmanInfo.collect(fakeHost({ query: () => ({ exitCode, stdout, stderr }) }), {
      installation: { podman: '/usr/bin/podman' },
      localEngine: { installed: false, selected: true },
      engineInUse: down,
      ...more,
    } as never);

  test('works', async () => {
    const text =
      '{"host":{"security":{"rootless":false}},"store":{"graphDriverName":"vfs"},"version":{"Version":"5.4.2"}}';
    expect(await ask(0, text)).toEqual({
      kind: 'works',
      version: '5.4.2',
      storageDriver: 'vfs',
      rootless: false,
    });
  });
  test('fails with its last line', async () => {
    expect(await ask(125, '', 'WARN[0000] first\nError: mismatch\n')).toEqual({
      kind: 'fails',
      exitCode: 125,
      detail: 'Error: mismatch',
    });
  });
  test('is not asked when Docker Engine is installed, an engine answers, or another is selected', async () => {
    expect(await ask(0, '{}', '', { localEngine: { installed: true, selected: true } })).toBeUndefined();
    expect(await ask(0, '{}', '', { engineInUse: { id: 'unix:///run/podman/podman.sock' } })).toBeUndefined();
    expect(await ask(0, '{}', '', { localEngine: { installed: false, selected: false } })).toBeUndefined();
  });
  test.each(['', '[]', 'null', '{'])('%j is not understood', async (text) => {
    expect(isUnavailable(await ask(0, text))).toBe(true);
    expect(parsePodmanInfo(text)).toMatchObject({ kind: 'malformed' });
  });
});

describe('the limit of open files', () => {
  const look = (units: object) =>
    descriptorLimit.collect(fakeHost({ 'read-file': byPath({ '/proc/sys/fs/nr_open': '1073741816\n' }) }), {
      dockerUnits: units,
    } as never);

  test("is containerd's where that runs as a service", async () => {
    const containerd = { activeState: 'active', limitNofile: 'infinity' };
    expect(await look({ containerd, docker: { limitNofile: 1024 } })).toEqual({
      unit: 'containerd.service',
      limit: 'infinity',
      kernelLimit: 1_073_741_816,
    });
  });
  test("is the engine's otherwise", async () => {
    expect(await look({ docker: { limitNofile: 1_048_576 } })).toEqual({
      unit: 'docker.service',
      limit: 1_048_576,
    });
    expect(await look({ docker: {} })).toBeUndefined();
  });
});
