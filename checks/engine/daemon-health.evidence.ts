import { isUnavailable, type Unavailable } from '#core/answer';
import type { Evidence } from '#core/finding';
import type { PodmanHealth } from '#facts/podman-info';
import type { EngineInfo } from '#parse/engine-api';
import type { SystemdUnit } from '#parse/systemctl-show';
import { configEvidence } from './daemon-health.config.ts';
import type { DaemonFacts } from './daemon-health.facts.ts';

/** What was seen, the engine's own word first. */
export const evidenceOf = (facts: DaemonFacts): [Evidence, ...Evidence[]] => [
  ownWord(facts),
  ...(facts.local.installed ? localEvidence(facts) : []),
];

const ownWord = ({ inUse, info, podman }: DaemonFacts): Evidence => {
  if (!isUnavailable(podman) && podman !== undefined) return podmanEvidence(podman);
  if (isUnavailable(inUse)) return missingEvidence(inUse);
  return isUnavailable(info)
    ? missingEvidence(info)
    : { source: `GET /info on ${inUse.id}`, observed: describeInfo(inUse.engine, info) };
};

const missingEvidence = ({ source, detail }: Unavailable): Evidence => ({ source, observed: detail });

const describeInfo = (engine: 'docker' | 'podman', info: EngineInfo): string => {
  const { ServerVersion, Driver, CgroupVersion, Warnings } = info;
  const name = engine === 'docker' ? 'Docker' : 'Podman';
  const warnings = Warnings.length === 0 ? 'no warning' : `warnings: ${Warnings.length}`;
  return [
    `${name} ${ServerVersion ?? 'of unknown version'}`,
    ...(Driver === undefined ? [] : [`storage driver ${Driver}`]),
    ...(CgroupVersion === undefined ? [] : [`cgroup v${CgroupVersion.replace(/^v/, '')}`]),
    warnings,
  ].join(', ');
};

const podmanEvidence = (podman: PodmanHealth): Evidence => {
  const source = 'podman info --format json';
  if (podman.kind === 'fails') return { source, observed: `exit code ${podman.exitCode}: ${podman.detail}` };
  const { version, storageDriver, storageRoot, rootless } = podman;
  const where = storageRoot === undefined ? '' : ` at ${storageRoot}`;
  const observed = `Podman ${version ?? 'of unknown version'}, storage driver ${storageDriver ?? 'unknown'}${where}, ${rootless ? 'rootless' : 'as root'}`;
  return { source, observed };
};

const localEvidence = (facts: DaemonFacts): readonly Evidence[] => {
  const { units, pidFile, words, config, containers, info, inUse } = facts;
  const isLate = !isUnavailable(inUse) && isUnavailable(info);
  return [
    ...(isLate ? [containersEvidence(containers)] : []),
    ...(isUnavailable(units) ? [] : [units.docker, units.socket, units.containerd].flatMap(unitEvidence)),
    ...configEvidence(config),
    ...pidFileEvidence(pidFile),
    ...wordsEvidence(words),
  ];
};

const containersEvidence = (containers: DaemonFacts['containers']): Evidence =>
  isUnavailable(containers)
    ? missingEvidence(containers)
    : { source: 'GET /containers/json', observed: `answers, with ${containers.length} containers` };

const unitEvidence = (unit: SystemdUnit | undefined): readonly Evidence[] => {
  if (unit === undefined) return [];
  const { id = 'unit', activeState, subState, result, unitFileState, loadState } = unit;
  const state = [`${activeState ?? loadState ?? 'unknown'} (${subState ?? '?'})`];
  if (result !== undefined && result !== 'success') state.push(`result ${result}`);
  if (unitFileState !== undefined) state.push(unitFileState);
  return [{ source: `systemctl show ${id}`, observed: state.join(', ') }];
};

const pidFileEvidence = (pidFile: DaemonFacts['pidFile']): readonly Evidence[] => {
  if (pidFile === undefined) return [];
  if (isUnavailable(pidFile)) return [missingEvidence(pidFile)];
  const { path, pid, comm } = pidFile;
  const process = comm === undefined ? 'no such process: harmless' : comm;
  return [{ source: path, observed: pid === undefined ? 'no number in it' : `${pid} (${process})` }];
};

const wordsEvidence = (words: DaemonFacts['words']): readonly Evidence[] => {
  if (words === undefined) return [];
  if (!isUnavailable(words)) return [{ source: words.source, observed: words.text }];
  const observed = words.reason === 'denied' ? `cannot be read: ${words.detail}` : words.detail;
  return [{ source: words.source, observed }];
};
