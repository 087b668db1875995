import { describe, expect, test } from 'vitest';
import { gpuNvidiaToolkit } from '#checks/gpu/nvidia-toolkit';
import { unavailable } from '#core/answer';
import type { CdiSpecFile } from '#facts/cdi-specs';
import type { NvidiaDriver } from '#facts/nvidia-driver';
import type { NvidiaToolkit } from '#facts/nvidia-toolkit';
import { parseCdiSpec } from '#parse/cdi-spec';
import { parseEngineInfo } from '#parse/engine-api';
import { isMalformed, type Malformed } from '#parse/malformed';
import { sample } from '#test/parse/samples';

type Needs = Parameters<typeof gpuNvidiaToolkit.evaluate>[0];

const parsed = <T>(value: T | Malformed): T => {
  if (isMalformed(value)) throw new Error(value.detail);
  return value;
};
const info = (more: object = {}) => parsed(parseEngineInfo({ KernelVersion: '6.1.0', ...more }));
const withRuntime = info({ Runtimes: { runc: {}, nvidia: { path: 'nvidia-container-runtime' } } });
const withCdi = info({ Runtimes: { runc: {} }, CDISpecDirs: ['/etc/cdi', '/var/run/cdi'] });
const engine = {
  id: 'unix:///var/run/docker.sock',
  address: { kind: 'unix', path: '/var/run/docker.sock' },
  engine: 'docker',
  apiVersion: '1.47',
  via: 'selected',
  label: 'Docker',
} as const;
const down = unavailable('unreachable', 'GET /_ping', 'ECONNREFUSED', { origin: 'engine-in-use' });
const VERSION = '535.183.01';
const driver: NvidiaDriver = {
  moduleVersion: VERSION,
  libraryVersions: [VERSION],
  deviceNodes: ['nvidiactl', 'nvidia0'],
  isNouveauLoaded: false,
  hasCharacterLinks: false,
  smi: { gpus: [{ index: 0, name: 'NVIDIA GeForce RTX 3090' }] },
};
const none: NvidiaToolkit = {
  configPath: '/etc/nvidia-container-runtime/config.toml',
  isLdconfigMissing: false,
};
const toolkit: NvidiaToolkit = {
  ...none,
  ctk: '/usr/bin/nvidia-ctk',
  hook: '/usr/bin/nvidia-container-runtime-hook',
  runtime: '/usr/bin/nvidia-container-runtime',
  version: '1.17.8',
};
const ctkOnly: NvidiaToolkit = { ...none, ctk: '/usr/bin/nvidia-ctk' };
const spec = (more: Partial<CdiSpecFile> = {}): CdiSpecFile => ({
  path: '/etc/cdi/nvidia.yaml',
  priority: 0,
  content: parseCdiSpec(sample('nvidia/nvidia.yaml')),
  missingPaths: [],
  driverVersions: [VERSION],
  ...more,
});
const files = (...specs: CdiSpecFile[]): Needs['specs'] => ({
  directories: ['/etc/cdi', '/var/run/cdi'],
  files: specs,
});

const look = (more: Partial<Needs> = {}) =>
  gpuNvidiaToolkit.evaluate({
    hardware: { kind: 'pci', devices: ['0000:01:00.0'] },
    driver,
    toolkit,
    specs: files(),
    sources: [],
    installation: { dockerd: '/usr/bin/dockerd', dockerCliIsPodman: false, dockerSnap: false },
    platform: { os: 'linux', kernelRelease: '6.1.0', arch: 'x64' },
    engine,
    info: withRuntime,
    ...more,
  });
const found = (more: Partial<Needs> = {}) => look(more).findings;
const codes = (more: Partial<Needs> = {}) => found(more).map(({ code }) => code);

describe('healthy', () => {
  test('driver, toolkit and runtime: all that was looked at is shown', () => {
    expect(look()).toEqual({
      evidence: [
        { source: 'GPUs', observed: '1: 0000:01:00.0' },
        { source: 'NVIDIA kernel module', observed: VERSION },
        { source: 'libnvidia-ml', observed: VERSION },
        { source: '/dev', observed: 'nvidiactl, nvidia0' },
        { source: 'nvidia-smi', observed: 'NVIDIA GeForce RTX 3090' },
        { source: 'NVIDIA Container Toolkit', observed: '1.17.8 (ctk, hook, runtime)' },
        { source: 'runtimes of the engine', observed: 'runc, nvidia' },
      ],
      findings: [],
    });
  });

  test('CDI alone, without a registered runtime and without the hook', () => {
    expect(codes({ toolkit: ctkOnly, info: withCdi, specs: files(spec()) })).toEqual([]);
  });

  test('Podman needs CDI and nothing else, also without a socket', () => {
    const podman = { toolkit: ctkOnly, specs: files(spec()) };
    expect(codes({ ...podman, engine: { ...engine, engine: 'podman' } })).toEqual([]);
    const installation = { podman: '/usr/bin/podman', dockerCliIsPodman: false, dockerSnap: false };
    expect(look({ ...podman, installation, engine: down, info: down })).toMatchObject({ findings: [] });
    expect(look({ ...podman, installation, engine: down, info: down })).not.toHaveProperty('missing');
  });
});

test('does not apply without a GPU, or to an engine on another machine', () => {
  const needs = (more: object) => ({ hardware: undefined, ...more }) as Needs; // `applies` reads no more
  expect(gpuNvidiaToolkit.applies?.(needs({}))).toBe('no NVIDIA GPU on this host');
  const remote = { ...engine, address: { kind: 'tcp', hostName: 'build', port: 2375 } };
  const hardware = { kind: 'pci', devices: ['0000:01:00.0'] };
  const platform = { os: 'linux', kernelRelease: '6.1.0', arch: 'x64' };
  expect(
    gpuNvidiaToolkit.applies?.(needs({ hardware, platform, engine: remote, info: withRuntime })),
  ).toContain('does not run on this machine');
});

test('an engine that does not answer: the driver is judged, the row is not fine', () => {
  expect(look({ engine: down, info: down })).toMatchObject({ findings: [], missing: down });
});

test('an nvidia-smi that hangs is not fine either', () => {
  const hung = unavailable('timed-out', 'nvidia-smi', 'no answer within 5000 ms');
  expect(look({ driver: { ...driver, smi: hung } })).toMatchObject({ findings: [], missing: hung });
});

describe('gpu-driver-not-loaded', () => {
  const unloaded: NvidiaDriver = {
    libraryVersions: [],
    deviceNodes: [],
    isNouveauLoaded: true,
    hasCharacterLinks: false,
  };

  test('a warning on a host where nobody has set GPUs up, an error where somebody has', () => {
    expect(found({ driver: unloaded, toolkit: none, info: info() })[0]).toMatchObject({
      code: 'gpu-driver-not-loaded',
      severity: 'warning',
      params: { isNouveau: true },
    });
    expect(found({ driver: unloaded })).toMatchObject([{ code: 'gpu-driver-not-loaded', severity: 'error' }]);
  });

  test('a driver that is loaded and does not find the GPU', () => {
    const smi = { gpus: [], failure: 'no-devices', words: 'No devices were found' } as const;
    expect(found({ driver: { ...driver, smi } })).toMatchObject([{ code: 'gpu-driver-not-loaded' }]);
  });

  test('in WSL there is no module to be loaded', () => {
    const { moduleVersion: _, ...wsl } = driver;
    expect(codes({ driver: wsl, hardware: { kind: 'wsl', devices: ['/dev/dxg'] } })).toEqual([]);
  });
});

describe('gpu-nvml-version-mismatch', () => {
  test('by the versions alone, without a call to the GPU', () => {
    const { smi: _, ...silent } = driver;
    expect(found({ driver: { ...silent, libraryVersions: ['550.54.14'] } })).toMatchObject([
      { code: 'gpu-nvml-version-mismatch', params: { loaded: VERSION, installed: ['550.54.14'] } },
    ]);
  });

  test("by nvidia-smi's own words", () => {
    const smi = { gpus: [], failure: 'version-mismatch', words: '…' } as const;
    expect(codes({ driver: { ...driver, smi } })).toEqual(['gpu-nvml-version-mismatch']);
  });

  test('a second library beside the right one is no mismatch', () => {
    expect(codes({ driver: { ...driver, libraryVersions: ['470.1', VERSION] } })).toEqual([]);
  });
});

describe('gpu-no-device-driver', () => {
  test('a card without the toolkit is a warning', () => {
    expect(found({ toolkit: none, info: info() })).toMatchObject([
      { code: 'gpu-no-device-driver', severity: 'warning', params: { isAbsent: true } },
    ]);
  });

  test('a registered runtime or half a toolkit without the hook is an error', () => {
    expect(found({ toolkit: none })).toMatchObject([{ code: 'gpu-no-device-driver', severity: 'error' }]);
    expect(found({ toolkit: ctkOnly, info: info() })).toMatchObject([
      { code: 'gpu-no-device-driver', severity: 'error', params: { isAbsent: false } },
    ]);
  });
});

test('gpu-runtime-unknown: toolkit there, runtime not registered, no CDI', () => {
  const bare = info({ Runtimes: { runc: {} } });
  expect(found({ info: bare })).toMatchObject([
    { code: 'gpu-runtime-unknown', params: { runtimes: ['runc'] } },
  ]);
  expect(codes({ info: withCdi, specs: files(spec()) })).toEqual([]);
});

describe('gpu-cdi-unresolvable', () => {
  const damaged = spec({ content: parseCdiSpec('kind: "') });

  test('a damaged specification as the only way is an error, beside the hook a warning', () => {
    expect(found({ toolkit: ctkOnly, info: withCdi, specs: files(damaged) })).toMatchObject([
      { code: 'gpu-cdi-unresolvable', severity: 'error' },
    ]);
    expect(found({ info: withCdi, specs: files(damaged) })).toMatchObject([
      { code: 'gpu-cdi-unresolvable', severity: 'warning' },
    ]);
  });

  test('one that this user may not read', () => {
    const closed = spec({ content: unavailable('denied', 'read', 'EACCES') });
    expect(codes({ toolkit: ctkOnly, info: withCdi, specs: files(closed) })).toEqual([
      'gpu-cdi-unresolvable',
    ]);
  });

  test('two files of one directory with one device', () => {
    const specs = files(spec(), spec({ path: '/etc/cdi/old-nvidia.yaml' }));
    expect(codes({ toolkit: ctkOnly, info: withCdi, specs })).toEqual(['gpu-cdi-unresolvable']);
  });

  test('Podman without any', () => {
    expect(codes({ engine: { ...engine, engine: 'podman' } })).toEqual(['gpu-cdi-unresolvable']);
  });

  test('an engine that reads no CDI is not harmed by it', () => {
    expect(codes({ specs: files(damaged) })).toEqual([]);
  });
});

describe('gpu-cdi-stale', () => {
  const gone = spec({ missingPaths: ['/usr/lib/libcuda.so.1', '/dev/nvidia3'] });

  test('paths that are gone', () => {
    expect(found({ toolkit: ctkOnly, info: withCdi, specs: files(gone) })).toMatchObject([
      { code: 'gpu-cdi-stale', params: { detail: '/usr/lib/libcuda.so.1 and 1 more paths are not there' } },
    ]);
  });

  test('libraries of another driver', () => {
    const old = spec({ driverVersions: ['470.1'] });
    expect(codes({ toolkit: ctkOnly, info: withCdi, specs: files(old) })).toEqual(['gpu-cdi-stale']);
  });

  test('a leftover that a fresh file in a later directory replaces does no harm', () => {
    const specs = files(gone, spec({ path: '/var/run/cdi/nvidia.yaml', priority: 1 }));
    expect(codes({ toolkit: ctkOnly, info: withCdi, specs })).toEqual([]);
  });

  test('the other way round it does', () => {
    const specs = files(spec(), { ...gone, path: '/var/run/cdi/nvidia.yaml', priority: 1 });
    expect(codes({ toolkit: ctkOnly, info: withCdi, specs })).toEqual(['gpu-cdi-stale']);
  });
});

describe('the configuration of the hook', () => {
  const config = { ldconfig: '@/sbin/ldconfig.real' };
  const rootless = info({ Runtimes: { nvidia: {} }, SecurityOptions: ['name=rootless'] });

  test('gpu-ldconfig-path', () => {
    expect(found({ toolkit: { ...toolkit, config, isLdconfigMissing: true } })).toMatchObject([
      { code: 'gpu-ldconfig-path', severity: 'error', params: { ldconfig: '/sbin/ldconfig.real' } },
    ]);
    expect(codes({ toolkit: { ...toolkit, config } })).toEqual([]);
  });

  test('gpu-no-cgroups-flag: set for root, or not set without root', () => {
    const set = { ...toolkit, config: { noCgroups: true } };
    expect(found({ toolkit: set })).toMatchObject([
      { code: 'gpu-no-cgroups-flag', params: { isRootless: false } },
    ]);
    expect(found({ info: rootless })).toMatchObject([
      { code: 'gpu-no-cgroups-flag', params: { isRootless: true } },
    ]);
    expect(codes({ toolkit: set, info: rootless })).toEqual([]);
  });

  test('gpu-nvml-unknown-error: systemd forgets what the hook gave, unless the links are there', () => {
    const systemd = info({ Runtimes: { nvidia: {} }, CgroupDriver: 'systemd' });
    expect(codes({ info: systemd })).toEqual(['gpu-nvml-unknown-error']);
    expect(codes({ info: systemd, driver: { ...driver, hasCharacterLinks: true } })).toEqual([]);
  });
});

test('gpu-apt-signed-by: one repository with two keys', () => {
  const uri = 'https://nvidia.github.io/libnvidia-container/stable/deb/$(ARCH)';
  const old = { uri, path: '/etc/apt/sources.list.d/nvidia-docker.list' };
  const fresh = { uri, path: '/etc/apt/sources.list.d/nvidia-container-toolkit.list', signedBy: '/k.gpg' };
  expect(found({ sources: [old, fresh] })).toMatchObject([
    { code: 'gpu-apt-signed-by', params: { files: [old.path, fresh.path] } },
  ]);
  expect(codes({ sources: [fresh] })).toEqual([]);
});
