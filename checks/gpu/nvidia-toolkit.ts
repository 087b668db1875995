import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { type ProposalRequest, propose } from '#core/fix';
import { shortened } from '#core/text';
import { cdiSpecs } from '#facts/cdi-specs';
import { daemonJsonTarget } from '#facts/daemon-json-target';
import { engineInUse } from '#facts/engine-in-use';
import { engineInfo } from '#facts/engine-info';
import { installation } from '#facts/installation';
import { type NvidiaAptSource, nvidiaAptSources } from '#facts/nvidia-apt-sources';
import { type NvidiaDriver, nvidiaDriver } from '#facts/nvidia-driver';
import { type NvidiaHardware, nvidiaHardware } from '#facts/nvidia-hardware';
import { type NvidiaToolkit, nvidiaToolkit } from '#facts/nvidia-toolkit';
import { platform } from '#facts/platform';
import { runsHere } from '#facts/storage-directories';
import { setAsideAptList } from '#fixes/set-aside-apt-list';
import { describeSpec } from './nvidia-toolkit.cdi.ts';
import { nvidiaToolkitCodes } from './nvidia-toolkit.codes.ts';
import { type GpuEngine, judgeEngine } from './nvidia-toolkit.engine.ts';

type Finding = FindingOf<typeof nvidiaToolkitCodes>;

export const gpuNvidiaToolkit = defineCheck({
  id: 'gpu/nvidia-toolkit',
  title: 'NVIDIA GPUs reach containers',
  about:
    'A GPU reaches a container only when driver, libraries, toolkit and engine fit together, by the hook, the runtime or a CDI specification. This check looks at each of them without starting a container.',
  symptoms: [
    'could not select device driver with capabilities: [[gpu]]',
    'Failed to initialize NVML',
    'unknown or invalid runtime name: nvidia',
    'unresolvable CDI devices',
  ],
  needs: {
    hardware: nvidiaHardware,
    driver: nvidiaDriver,
    toolkit: nvidiaToolkit,
    specs: cdiSpecs,
    sources: nvidiaAptSources,
    installation,
    platform,
    engine: optional(engineInUse),
    info: optional(engineInfo),
    json: optional(daemonJsonTarget),
  },
  codes: nvidiaToolkitCodes,
  applies: ({ hardware, engine, info, platform }) => {
    if (hardware === undefined) return 'no NVIDIA GPU on this host';
    const isElsewhere =
      !isUnavailable(engine) && !isUnavailable(info) && !runsHere(engine.address, info, platform);
    return isElsewhere ? `${engine.id} does not run on this machine, so its GPUs are not these` : true;
  },
  evaluate: ({ hardware, driver, toolkit, specs, sources, installation, engine, info, json }) => {
    // `applies` has seen to it that the hardware is there, and with it the rest.
    if (hardware === undefined || driver === undefined || toolkit === undefined || specs === undefined)
      return { evidence: [NO_GPU], findings: [] };
    const isPodmanAlone =
      isUnavailable(engine) && installation.podman !== undefined && installation.dockerd === undefined;
    const target = engineOf(ifAvailable(engine)?.engine, ifAvailable(info), isPodmanAlone);
    const isWanted = wanted(toolkit, target);
    // A card without a driver that nobody wants in containers: the toolkit would be no use to it.
    const isIdle = !isWanted && hardware.kind === 'pci' && driver.moduleVersion === undefined;
    return {
      evidence: [
        { source: 'GPUs', observed: `${hardware.devices.length}: ${hardware.devices.join(', ')}` },
        ...driverEvidence(driver, hardware),
        { source: 'NVIDIA Container Toolkit', observed: toolkitText(toolkit) },
        ...specs.files.map(describeSpec),
        ...(target?.runtimes === undefined
          ? []
          : [{ source: 'runtimes of the engine', observed: target.runtimes.join(', ') || 'none' }]),
      ],
      findings: [
        ...judgeDriver(driver, hardware, isWanted),
        ...(target === undefined || isIdle
          ? []
          : judgeEngine({ engine: target, toolkit, specs, driver, isWanted, target: json })),
        ...judgeSources(sources),
      ],
      ...missingOf(driver.smi, target === undefined ? info : undefined),
    };
  },
});

const NO_GPU: Evidence = { source: '/sys/bus/pci/devices', observed: 'no NVIDIA GPU' };

type Info = {
  readonly Runtimes: readonly { readonly name: string }[];
  readonly CDISpecDirs: readonly string[];
  readonly SecurityOptions: readonly string[];
  readonly CgroupDriver?: string | undefined;
};

const engineOf = (
  kind: 'docker' | 'podman' | undefined,
  info: Info | undefined,
  isPodmanAlone: boolean,
): GpuEngine | undefined => {
  if (kind === 'podman' || isPodmanAlone) return { kind: 'podman', readsCdi: true, isRootless: false };
  if (kind === undefined || info === undefined) return undefined;
  return {
    kind,
    readsCdi: info.CDISpecDirs.length > 0,
    runtimes: info.Runtimes.map(({ name }) => name),
    isRootless: info.SecurityOptions.some((option) => option.includes('rootless')),
    ...(info.CgroupDriver === undefined ? {} : { cgroupDriver: info.CgroupDriver }),
  };
};

/** Somebody has begun to set GPUs up for containers; without that, a card is just a card. */
const wanted = ({ ctk, hook, runtime, cli }: NvidiaToolkit, engine: GpuEngine | undefined): boolean =>
  [ctk, hook, runtime, cli].some((program) => program !== undefined) ||
  (engine?.runtimes?.includes('nvidia') ?? false);

const missingOf = (...answers: readonly unknown[]): { readonly missing?: Unavailable } => {
  const missing = answers.find((answer) => isUnavailable(answer) && answer.reason !== 'absent');
  return isUnavailable(missing) ? { missing } : {};
};

const driverEvidence = (driver: NvidiaDriver, { kind }: NvidiaHardware): readonly Evidence[] => {
  const { moduleVersion, libraryVersions, deviceNodes, smi } = driver;
  const loaded = kind === 'wsl' ? "Windows' own" : (moduleVersion ?? 'not loaded');
  return [
    { source: 'NVIDIA kernel module', observed: loaded },
    { source: 'libnvidia-ml', observed: libraryVersions.join(', ') || 'not found in the usual places' },
    { source: '/dev', observed: deviceNodes.join(', ') || 'no NVIDIA device' },
    ...(smi === undefined ? [] : [{ source: 'nvidia-smi', observed: smiText(smi) }]),
  ];
};

const smiText = (smi: NonNullable<NvidiaDriver['smi']>): string => {
  if (isUnavailable(smi)) return smi.detail;
  return smi.failure === undefined ? smi.gpus.map(({ name }) => name).join(', ') : shortened(smi.words ?? '');
};

const toolkitText = ({ version, ctk, hook, runtime, cli }: NvidiaToolkit): string => {
  const programs = Object.entries({ ctk, hook, runtime, cli }).flatMap(([name, path]) =>
    path ? [name] : [],
  );
  return programs.length === 0 ? 'not installed' : `${version ?? 'version unknown'} (${programs.join(', ')})`;
};

const judgeDriver = (
  { moduleVersion, libraryVersions, isNouveauLoaded, smi }: NvidiaDriver,
  { kind }: NvidiaHardware,
  isWanted: boolean,
): readonly Finding[] => {
  const severity = isWanted ? 'error' : 'warning';
  const isWsl = kind === 'wsl';
  const notWorking = (detail: string): readonly Finding[] => [
    {
      code: 'gpu-driver-not-loaded',
      subject: 'NVIDIA driver',
      severity,
      params: { detail, isNouveau: isNouveauLoaded, isWsl },
    },
  ];
  if (moduleVersion === undefined && !isWsl) return notWorking('no kernel module of NVIDIA is loaded');
  const failure = smi === undefined || isUnavailable(smi) ? undefined : smi.failure;
  const isOld =
    moduleVersion !== undefined && libraryVersions.length > 0 && !libraryVersions.includes(moduleVersion);
  if (isOld || failure === 'version-mismatch') {
    const params = { loaded: moduleVersion ?? 'another version', installed: libraryVersions };
    return [{ code: 'gpu-nvml-version-mismatch', subject: 'NVIDIA driver', severity, params }];
  }
  return failure === undefined || isUnavailable(smi)
    ? []
    : notWorking(`nvidia-smi says "${shortened(smi?.words ?? '', 120)}"`);
};

/** Where one of two is plainly that of the older package. */
const asideFixes = (files: readonly string[]): readonly ProposalRequest[] => {
  const old = files.filter((file) => file.includes('nvidia-docker'));
  const [path, other] = [old[0], files.find((file) => !old.includes(file))];
  return path === undefined || other === undefined || files.length !== 2
    ? []
    : [propose(setAsideAptList, { path, other })];
};

/** One repository, two keys: apt refuses everything. */
const judgeSources = (sources: readonly NvidiaAptSource[]): readonly Finding[] => {
  const uris = [...new Set(sources.map(({ uri }) => uri))];
  return uris.flatMap((uri): readonly Finding[] => {
    const same = sources.filter((source) => source.uri === uri);
    if (new Set(same.map(({ signedBy }) => signedBy)).size < 2) return [];
    const files = [...new Set(same.map(({ path }) => path))];
    return [{ code: 'gpu-apt-signed-by', subject: uri, params: { uri, files }, fixes: asideFixes(files) }];
  });
};
