import { isUnavailable, type Unavailable } from '#core/answer';
import { type ProposalRequest, propose } from '#core/fix';
import type { CdiSpecs } from '#facts/cdi-specs';
import { type DaemonJsonTarget, whereTaken } from '#facts/daemon-json-target';
import type { NvidiaToolkit } from '#facts/nvidia-toolkit';
import { correctNvidiaConfig } from '#fixes/correct-nvidia-config';
import { refreshCdi } from '#fixes/refresh-cdi';
import { registerNvidiaRuntime } from '#fixes/register-nvidia-runtime';
import { restartDocker } from '#fixes/restart-docker';

/** Of a Docker Engine whose daemon.json is this host's, and valid. */
export const runtimeFixes = (
  { runtime }: NvidiaToolkit,
  target: DaemonJsonTarget | undefined | Unavailable,
): readonly ProposalRequest[] => {
  if (runtime === undefined || target === undefined || isUnavailable(target)) return [];
  const { service, interrupts } = target;
  // Named already: then the engine was not restarted since.
  if (!/"nvidia"\s*:/.test(target.text ?? ''))
    return whereTaken(target, (taken) => propose(registerNvidiaRuntime, taken));
  return service === undefined
    ? []
    : [propose(restartDocker, { ...service, ...(interrupts === undefined ? {} : { interrupts }) })];
};

/** The service writes below /var/run alone; what somebody wrote elsewhere is written there again by the program. */
export const cdiFixes = (
  path: string,
  toolkit: NvidiaToolkit,
  specs: CdiSpecs,
): readonly ProposalRequest[] => {
  const { ctk, refreshUnit: unit } = toolkit;
  const exists = specs.files.some((file) => file.path === path);
  const isServices = /^(?:\/var)?\/run\/cdi\/nvidia\.yaml$/.test(path);
  if (isServices && unit !== undefined)
    return [propose(refreshCdi, { path, exists, by: { kind: 'service', unit } })];
  return ctk === undefined || !path.endsWith('.yaml')
    ? []
    : [propose(refreshCdi, { path, exists, by: { kind: 'program', ctk } })];
};

export const ldconfigFixes = ({
  editable,
  lines,
  hasLdconfig,
}: NvidiaToolkit): readonly ProposalRequest[] => {
  const line = lines?.ldconfig;
  if (editable === undefined || line === undefined || hasLdconfig !== true) return [];
  const becomes = line.replace(/=.*$/, '= "@/sbin/ldconfig"');
  return [
    propose(correctNvidiaConfig, {
      file: editable,
      change: { line, becomes },
      why: 'the program that it names does not exist, and /sbin/ldconfig does',
    }),
  ];
};

/** Without root the better way is CDI, which needs no such setting. */
export const cgroupsFixes = (
  { editable, lines }: NvidiaToolkit,
  isRootless: boolean,
): readonly ProposalRequest[] => {
  const line = lines?.noCgroups;
  if (isRootless || editable === undefined || line === undefined) return [];
  return [
    propose(correctNvidiaConfig, {
      file: editable,
      change: { line, becomes: line.replace(/true/, 'false') },
      why: 'with it nobody lets the container use the devices of the GPU',
    }),
  ];
};
