import { describe, expect, test } from 'vitest';
import { gpuNvidiaToolkit } from '#checks/gpu/nvidia-toolkit';
import { unavailable } from '#core/answer';
import type { NvidiaDriver } from '#facts/nvidia-driver';
import {
  codes,
  ctkOnly,
  down,
  driver,
  engine,
  files,
  found,
  info,
  look,
  type Needs,
  none,
  spec,
  toolkit,
  VERSION,
  withCdi,
  withRuntime,
} from '#test/checks/gpu/gpu-host';

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
    expect(found({ driver: unloaded, toolkit: none, info: info() })).toMatchObject([
      { code: 'gpu-driver-not-loaded', severity: 'warning', params: { isNouveau: true } },
    ]);
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

describe('repairs', () => {
  const offered = (more: Parameters<typeof found>[0]) =>
    found(more).flatMap(({ fixes = [] }) => fixes.map(({ proposal }) => proposal));
  const json = {
    path: '/etc/docker/daemon.json',
    text: '{}',
    reader: {},
    running: true,
    service: { manager: 'systemd', unit: 'docker.service', resetFailed: false },
  } as const;

  test('a runtime that nobody named is named; one that is named needs a restart', () => {
    const unknown = { info: info({ Runtimes: { runc: {} } }), json };
    expect(offered(unknown)).toMatchObject([{ fix: 'register-nvidia-runtime' }]);
    const named = { ...json, text: '{ "runtimes": { "nvidia": { "path": "nvidia-container-runtime" } } }' };
    expect(offered({ ...unknown, json: named })).toMatchObject([{ fix: 'restart-docker' }]);
  });

  test('a stale specification is written anew by who wrote it', () => {
    const stale = { info: withCdi, driver: { ...driver, moduleVersion: '550.1' } };
    const libraries = { libraryVersions: ['550.1'] };
    const at = (path: string, more = {}) =>
      offered({
        ...stale,
        driver: { ...stale.driver, ...libraries },
        toolkit: { ...ctkOnly, ...more },
        specs: files(spec({ path })),
      });
    expect(at('/etc/cdi/nvidia.yaml')).toMatchObject([
      { steps: [{ argv: ['/usr/bin/nvidia-ctk', 'cdi', 'generate', '--output=/etc/cdi/nvidia.yaml'] }] },
    ]);
    expect(at('/var/run/cdi/nvidia.yaml', { refreshUnit: 'nvidia-cdi-refresh.service' })).toMatchObject([
      { steps: [{ argv: ['systemctl', 'restart', 'nvidia-cdi-refresh.service'] }] },
    ]);
  });

  test('the lines of config.toml', () => {
    const ldconfig = 'ldconfig = "@/sbin/ldconfig.real"';
    const noCgroups = 'no-cgroups = true';
    const editable = {
      path: toolkit.configPath,
      text: `${ldconfig}\n${noCgroups}\n`,
      privilege: 'root',
    } as const;
    const broken = {
      ...toolkit,
      config: { ldconfig: '@/sbin/ldconfig.real', noCgroups: true },
      isLdconfigMissing: true,
      editable,
      lines: { ldconfig, noCgroups },
    };
    const changes = (more: object) =>
      offered({ toolkit: { ...broken, ...more } }).flatMap(({ steps }) =>
        steps.flatMap((step) =>
          step.kind === 'edit-file' && step.edit.kind === 'lines' ? step.edit.change : [],
        ),
      );
    expect(changes({ hasLdconfig: true })).toEqual([
      { line: ldconfig, becomes: 'ldconfig = "@/sbin/ldconfig"' },
      { line: noCgroups, becomes: 'no-cgroups = false' },
    ]);
    expect(changes({})).toEqual([{ line: noCgroups, becomes: 'no-cgroups = false' }]);
  });

  test('of two lists, the one of the older package', () => {
    const uri = 'https://nvidia.github.io/libnvidia-container/stable/deb/amd64';
    const source = (name: string, signedBy: string) => ({
      path: `/etc/apt/sources.list.d/${name}`,
      uri,
      signedBy,
    });
    const new_ = source('nvidia-container-toolkit.list', '/a.gpg');
    expect(offered({ sources: [new_, source('nvidia-docker.list', '/b.gpg')] })).toMatchObject([
      {
        fix: 'set-aside-apt-list',
        steps: [
          { argv: ['mv', '-nT', '--', '/etc/apt/sources.list.d/nvidia-docker.list', expect.anything()] },
        ],
      },
    ]);
    expect(offered({ sources: [new_, source('mine.list', '/b.gpg')] })).toEqual([]);
  });
});
