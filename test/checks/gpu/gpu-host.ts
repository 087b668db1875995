import { gpuNvidiaToolkit } from '#checks/gpu/nvidia-toolkit';
import { unavailable } from '#core/answer';
import type { CdiSpecFile } from '#facts/cdi-specs';
import type { NvidiaDriver } from '#facts/nvidia-driver';
import type { NvidiaToolkit } from '#facts/nvidia-toolkit';
import { parseCdiSpec } from '#parse/cdi-spec';
import { parseEngineInfo } from '#parse/engine-api';
import { isMalformed, type Malformed } from '#parse/malformed';
import { sample } from '#test/parse/samples';

export type Needs = Parameters<typeof gpuNvidiaToolkit.evaluate>[0];

const parsed = <T>(value: T | Malformed): T => {
  if (isMalformed(value)) throw new Error(value.detail);
  return value;
};
export const info = (more: object = {}) => parsed(parseEngineInfo({ KernelVersion: '6.1.0', ...more }));
export const withRuntime = info({ Runtimes: { runc: {}, nvidia: { path: 'nvidia-container-runtime' } } });
export const withCdi = info({ Runtimes: { runc: {} }, CDISpecDirs: ['/etc/cdi', '/var/run/cdi'] });
export const engine = {
  id: 'unix:///var/run/docker.sock',
  address: { kind: 'unix', path: '/var/run/docker.sock' },
  engine: 'docker',
  apiVersion: '1.47',
  via: 'selected',
  label: 'Docker',
} as const;
export const down = unavailable('unreachable', 'GET /_ping', 'ECONNREFUSED', { origin: 'engine-in-use' });
export const VERSION = '535.183.01';
export const driver: NvidiaDriver = {
  moduleVersion: VERSION,
  libraryVersions: [VERSION],
  deviceNodes: ['nvidiactl', 'nvidia0'],
  isNouveauLoaded: false,
  hasCharacterLinks: false,
  smi: { gpus: [{ index: 0, name: 'NVIDIA GeForce RTX 3090' }] },
};
export const none: NvidiaToolkit = {
  configPath: '/etc/nvidia-container-runtime/config.toml',
  isLdconfigMissing: false,
};
export const toolkit: NvidiaToolkit = {
  ...none,
  ctk: '/usr/bin/nvidia-ctk',
  hook: '/usr/bin/nvidia-container-runtime-hook',
  runtime: '/usr/bin/nvidia-container-runtime',
  version: '1.17.8',
};
export const ctkOnly: NvidiaToolkit = { ...none, ctk: '/usr/bin/nvidia-ctk' };
export const spec = (more: Partial<CdiSpecFile> = {}): CdiSpecFile => ({
  path: '/etc/cdi/nvidia.yaml',
  priority: 0,
  content: parseCdiSpec(sample('nvidia/nvidia.yaml')),
  missingPaths: [],
  driverVersions: [VERSION],
  ...more,
});
export const files = (...specs: CdiSpecFile[]): Needs['specs'] => ({
  directories: ['/etc/cdi', '/var/run/cdi'],
  files: specs,
});

/** The check on a host whose driver, toolkit and runtime are sound, but for what is given. */
export const look = (more: Partial<Needs> = {}) =>
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
    json: unavailable('absent', '/etc/docker/daemon.json', 'not asked for here'),
    ...more,
  });
export const found = (more: Partial<Needs> = {}) => look(more).findings;
export const codes = (more: Partial<Needs> = {}) => found(more).map(({ code }) => code);
