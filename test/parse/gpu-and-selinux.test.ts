import { describe, expect, it } from 'vitest';
import { parseCdiSpec } from '#parse/cdi-spec';
import { parseNvidiaContainerConfig } from '#parse/nvidia-container-config';
import { parseNvidiaProcVersion } from '#parse/nvidia-proc-version';
import { parseNvidiaSmiCsv } from '#parse/nvidia-smi-csv';
import { classifyNvidiaSmiFailure } from '#parse/nvidia-smi-failure';
import { parseSelinuxConfig } from '#parse/selinux-config';
import { parseSelinuxContext } from '#parse/selinux-context';
import { survivesHostileText } from '#test/parse/samples';

describe('CDI spec', () => {
  // Shape as written by nvidia-ctk cdi generate, shortened.
  const yaml = `---
cdiVersion: 0.5.0
kind: nvidia.com/gpu
containerEdits:
  deviceNodes:
  - path: /dev/nvidiactl
  hooks:
  - path: /usr/bin/nvidia-ctk
  mounts:
  - hostPath: /usr/lib/libcuda.so.535.183.01
    containerPath: /usr/lib/libcuda.so.535.183.01
devices:
- name: "0"
  containerEdits:
    deviceNodes:
    - path: /dev/nvidia0
      hostPath: /dev/host-nvidia0
- name: all
- name: "0"
`;
  const expected = {
    cdiVersion: '0.5.0',
    kind: 'nvidia.com/gpu',
    deviceNames: ['0', 'all'],
    duplicateDevices: ['0'],
    hostPaths: [
      '/dev/host-nvidia0',
      '/dev/nvidiactl',
      '/usr/bin/nvidia-ctk',
      '/usr/lib/libcuda.so.535.183.01',
    ],
  };

  it('reads YAML, CRLF too', () => {
    expect(parseCdiSpec(yaml)).toEqual(expected);
    expect(parseCdiSpec(yaml.replaceAll('\n', '\r\n'))).toEqual(expected);
  });

  it.each([
    [
      '{"cdiVersion":"0.3.0","kind":"a/b","devices":null}',
      { cdiVersion: '0.3.0', kind: 'a/b', deviceNames: [], duplicateDevices: [], hostPaths: [] },
    ],
    ['devices: []', { kind: 'malformed', what: 'CDI spec', detail: 'no "kind" in it' }],
    ['kind: "a', { kind: 'malformed', what: 'CDI spec', detail: 'MISSING_CHAR', line: 1, column: 9 }],
    ['', { kind: 'malformed', what: 'CDI spec', detail: 'no "kind" in it' }],
  ])('%j', (text, answer) => expect(parseCdiSpec(text)).toEqual(answer));

  it('does not unfold a billion laughs', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[i]}`)}]`),
    ].join('\n');
    expect(parseCdiSpec(bomb)).toMatchObject({ kind: 'malformed' });
  });
});

describe('NVIDIA', () => {
  // Both forms as printed by NVIDIA's proprietary and open modules.
  it.each([
    [
      'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024\nGCC version:  gcc version 12.2.0\n',
      { version: '535.183.01', open: false },
    ],
    [
      'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  550.90.07  Release Build  (dvs-builder@U16)  Fri May 31\n',
      { version: '550.90.07', open: true },
    ],
    [
      '',
      { kind: 'malformed', what: '/proc/driver/nvidia/version', detail: 'no "Kernel Module" with a version' },
    ],
  ])('module %j', (text, answer) => expect(parseNvidiaProcVersion(text)).toEqual(answer));

  it('reads the GPUs of nvidia-smi', () =>
    expect(
      parseNvidiaSmiCsv(
        '0, NVIDIA GeForce RTX 3090, 535.183.01, GPU-8f\r\n1, A, B, [N/A], GPU-9\nNo devices were found\n',
      ),
    ).toEqual([
      { index: 0, name: 'NVIDIA GeForce RTX 3090', driverVersion: '535.183.01', uuid: 'GPU-8f' },
      { index: 1, name: 'A, B', uuid: 'GPU-9' },
    ]));

  // Fault catalogue section 10 and nvidia-smi's own sentences.
  it.each([
    [
      'Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 535.183',
      'version-mismatch',
    ],
    [
      'nvidia-container-cli: initialization error: nvml error: driver/library version mismatch: unknown',
      'version-mismatch',
    ],
    ['No devices were found', 'no-devices'],
    [
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure",
      'driver-not-loaded',
    ],
    ['nvidia-container-cli: initialization error: nvml error: driver not loaded', 'driver-not-loaded'],
    [
      'load library failed: libnvidia-ml.so.1: cannot open shared object file: no such file or directory',
      'library-missing',
    ],
    ['Failed to initialize NVML: Unknown Error', 'unknown-error'],
    ['0, A, 1, GPU-1', undefined],
  ])('%s', (text, failure) => expect(classifyNvidiaSmiFailure(text)).toBe(failure));

  it.each([
    [
      '[nvidia-container-cli]\n#no-cgroups = false\nldconfig = "@/sbin/ldconfig.real"\n[nvidia-container-runtime]\nmode = "auto" # x\n[nvidia-container-runtime.modes.csv]\nmode = "no"\n',
      { ldconfig: '@/sbin/ldconfig.real', mode: 'auto' },
    ],
    ['[nvidia-container-cli]\r\nno-cgroups = true # rootless\r\n', { noCgroups: true }],
    ['no-cgroups = true', {}],
  ])('config.toml %j', (text, answer) => expect(parseNvidiaContainerConfig(text)).toEqual(answer));
});

describe('SELinux', () => {
  // Fedora's default file.
  it.each([
    [
      '# SELINUX=disabled\nSELINUX=enforcing\nSELINUXTYPE=targeted\n',
      { mode: 'enforcing', policy: 'targeted' },
    ],
    ['SELINUX=Permissive # x\r\n', { mode: 'permissive' }],
    ['SELINUX=maybe', {}],
  ])('config %j', (text, answer) => expect(parseSelinuxConfig(text)).toEqual(answer));

  it.each([
    [
      'system_u:object_r:container_var_lib_t:s0\0',
      { user: 'system_u', role: 'object_r', type: 'container_var_lib_t', level: 's0', categories: [] },
    ],
    [
      'system_u:object_r:container_file_t:s0:c12,c345\n',
      {
        user: 'system_u',
        role: 'object_r',
        type: 'container_file_t',
        level: 's0',
        categories: ['c12', 'c345'],
      },
    ],
    ['unconfined\n', { kind: 'malformed', what: 'SELinux context', detail: 'not user:role:type' }],
  ])('context %j', (text, answer) => expect(parseSelinuxContext(text)).toEqual(answer));
});

it('never throws', () => {
  for (const parse of [
    parseCdiSpec,
    parseNvidiaProcVersion,
    parseNvidiaSmiCsv,
    classifyNvidiaSmiFailure,
    parseNvidiaContainerConfig,
    parseSelinuxConfig,
    parseSelinuxContext,
  ])
    survivesHostileText(parse);
});
