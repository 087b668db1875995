import { isUnavailable, type Unavailable } from '#core/answer';
import type { FindingOf, Severity } from '#core/finding';
import type { CdiSpecs } from '#facts/cdi-specs';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import type { NvidiaDriver } from '#facts/nvidia-driver';
import type { NvidiaToolkit } from '#facts/nvidia-toolkit';
import { type CdiState, judgeCdi } from './nvidia-toolkit.cdi.ts';
import type { nvidiaToolkitCodes } from './nvidia-toolkit.codes.ts';
import { cdiFixes, cgroupsFixes, ldconfigFixes, runtimeFixes } from './nvidia-toolkit.fixes.ts';

type Finding = FindingOf<typeof nvidiaToolkitCodes>;

/** The engine, as far as GPUs are concerned. */
export interface GpuEngine {
  readonly kind: 'docker' | 'podman';
  /** Docker before 25 does not, nor do 25 to 28 without `features.cdi`; Podman always does. */
  readonly readsCdi: boolean;
  /** Absent for Podman, which needs none. */
  readonly runtimes?: readonly string[];
  readonly isRootless: boolean;
  readonly cgroupDriver?: string;
}

interface Surroundings {
  readonly engine: GpuEngine;
  readonly toolkit: NvidiaToolkit;
  readonly specs: CdiSpecs;
  readonly driver: NvidiaDriver;
  readonly isWanted: boolean;
  readonly target: DaemonJsonTarget | Unavailable;
}

/** Whether this engine can hand out a GPU: by CDI, or by the hook. One working way is enough. */
export const judgeEngine = (around: Surroundings): readonly Finding[] => {
  const { engine, specs, driver } = around;
  const cdi = judgeCdi(specs, driver);
  const byCdi = engine.readsCdi && cdi.kind === 'usable';
  const byHook = engine.kind === 'docker' && around.toolkit.hook !== undefined;
  return [
    ...(byCdi ? [] : judgeWays(around, cdi, byHook)),
    ...judgeBrokenSpec(around, cdi, byHook),
    ...(byHook ? judgeHook(around, byCdi) : []),
  ];
};

/** There is no CDI to be had. */
const judgeWays = (
  { engine, toolkit, specs, isWanted, target }: Surroundings,
  cdi: CdiState,
  byHook: boolean,
): readonly Finding[] => {
  const runtimes = engine.runtimes ?? [];
  const isBroken = engine.readsCdi && cdi.kind !== 'none';
  if (byHook) {
    return runtimes.includes('nvidia') || isBroken
      ? []
      : [
          {
            code: 'gpu-runtime-unknown',
            subject: 'runtime nvidia',
            params: { runtimes },
            fixes: engine.isRootless ? [] : runtimeFixes(toolkit, target),
          },
        ];
  }
  if (isBroken) return [];
  if (engine.kind === 'podman' && toolkit.ctk !== undefined) {
    const detail = 'there is none, and Podman knows no other way';
    const fixes = cdiFixes(CDI_PATH, toolkit, specs);
    return [{ code: 'gpu-cdi-unresolvable', subject: CDI_PATH, params: { path: CDI_PATH, detail }, fixes }];
  }
  return [
    {
      code: 'gpu-no-device-driver',
      subject: 'NVIDIA Container Toolkit',
      severity: isWanted ? 'error' : 'warning',
      params: {
        engine: engine.kind,
        isAbsent: (toolkit.ctk ?? toolkit.cli ?? toolkit.runtime) === undefined,
      },
    },
  ];
};

const CDI_PATH = '/etc/cdi/nvidia.yaml';

/** A broken specification is an error where it is the only way, and a trap beside the hook. */
const judgeBrokenSpec = (
  { engine, toolkit, specs }: Surroundings,
  cdi: CdiState,
  byHook: boolean,
): readonly Finding[] => {
  if (!engine.readsCdi || cdi.kind === 'usable' || cdi.kind === 'none') return [];
  const { kind, path, detail } = cdi;
  const code = kind === 'stale' ? 'gpu-cdi-stale' : 'gpu-cdi-unresolvable';
  // Of two files that name one device, either may be the one that is to go.
  const fixes = detail.includes('beside it') ? [] : cdiFixes(path, toolkit, specs);
  return [{ code, subject: path, severity: byHook ? 'warning' : 'error', params: { path, detail }, fixes }];
};

/** What spoils the hook's way; less bad where CDI works beside it. */
const judgeHook = ({ engine, toolkit, driver }: Surroundings, byCdi: boolean): readonly Finding[] => {
  const { configPath: path, isLdconfigMissing } = toolkit;
  const config = toolkit.config === undefined || isUnavailable(toolkit.config) ? {} : toolkit.config;
  const severity: Severity = byCdi ? 'warning' : 'error';
  const findings: Finding[] = [];
  if (isLdconfigMissing) {
    const params = { path, ldconfig: config.ldconfig?.replace(/^@/, '') ?? 'ldconfig' };
    const fixes = ldconfigFixes(toolkit);
    findings.push({ code: 'gpu-ldconfig-path', subject: path, severity, params, fixes });
  }
  const noCgroups = config.noCgroups ?? false;
  if (noCgroups !== engine.isRootless && !(engine.isRootless && byCdi)) {
    const params = { path, isRootless: engine.isRootless };
    const fixes = cgroupsFixes(toolkit, engine.isRootless);
    findings.push({ code: 'gpu-no-cgroups-flag', subject: path, severity, params, fixes });
  }
  if (engine.cgroupDriver === 'systemd' && !byCdi && !engine.isRootless && !driver.hasCharacterLinks) {
    const params = { driver: engine.cgroupDriver };
    findings.push({ code: 'gpu-nvml-unknown-error', subject: 'cgroup driver', params });
  }
  return findings;
};
