import { isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import type { FindingOf, Severity } from '#core/finding';
import { engineInUse } from '#facts/engine-in-use';
import { engineInfo } from '#facts/engine-info';
import { dockerService } from '#facts/engine-service';
import { engineVersion } from '#facts/engine-version';
import type { LocalEngine } from '#facts/local-engine';
import { daemonCodes } from './daemon-health.codes.ts';
import { judgeCompany } from './daemon-health.company.ts';
import { judgeConfig } from './daemon-health.config.ts';
import { evidenceOf } from './daemon-health.evidence.ts';
import { type DaemonFacts, daemonNeeds } from './daemon-health.facts.ts';
import { badListen, dataRootOf, judgeDType, judgeSwarm } from './daemon-health.place.ts';
import {
  judgeContainerd,
  judgeInfo,
  judgeKills,
  judgeLimit,
  judgeRemovals,
  judgeRuntimes,
  judgeSilence,
} from './daemon-health.running.ts';
import { closable, limitable } from './daemon-health.settings.ts';
import { type ConfigVerdict, judgeStart, known, maskedUnits } from './daemon-health.start.ts';

type Finding = FindingOf<typeof daemonCodes>;

export const engineDaemonHealth = defineCheck({
  id: 'engine/daemon-health',
  title: 'Container engine is healthy',
  about:
    'When the engine does not run, the reason stands in its units, its daemon.json, its pid file or its log, seldom in what a client prints. When it runs, it tells of much itself, and a broken daemon.json waits for its next start.',
  symptoms: [
    'the Docker daemon does not start (docker.service failed)',
    'daemon.json is not accepted',
    'docker info shows a WARNING',
    'images or containers have disappeared',
    'a container cannot be removed',
    'several engines on one host',
    'this node is not a swarm manager',
  ],
  needs: daemonNeeds,
  explains: [engineInUse, engineInfo, engineVersion],
  codes: daemonCodes,
  evaluate: (facts) => {
    const missing = missingOf(facts);
    return {
      evidence: evidenceOf(facts),
      findings: [...judgeLocal(facts), ...judgeUsed(facts), ...judgePodman(facts)],
      ...(missing === undefined ? {} : { missing }),
    };
  },
});

/** Units, daemon.json and what else concerns the Docker Engine of this host, whichever engine is in use. */
const judgeLocal = (facts: DaemonFacts): readonly Finding[] => {
  const { local } = facts;
  if (!local.installed) return [];
  const running = local.activity !== 'stopped';
  const units = local.rootless ? undefined : known(facts.units);
  const service = serviceOf(facts);
  const config = judgeConfig(facts, running, local.rootless ? undefined : service);
  const start =
    running || local.rootless
      ? [...maskedUnits(units, service, true), ...badListen(units, true)]
      : judgeStart({ ...stoppedFacts(facts), units, service }, verdictOf(config, facts));
  const kills = local.rootless ? [] : judgeKills(known(facts.kills) ?? []);
  return [...config, ...start, ...kills].map((finding) => placed(finding, local));
};

const verdictOf = (findings: readonly Finding[], { config }: DaemonFacts): ConfigVerdict => {
  if (isUnavailable(config)) return 'unknown';
  return findings.every(({ severity }) => severity === 'info') ? 'fine' : 'faulty';
};

const stoppedFacts = (facts: DaemonFacts) => {
  const { flags, config, pidFile, obstacles, groups, words, processes, target, free, driverData } = facts;
  return {
    flags: known(flags),
    pidFile: known(pidFile),
    obstacles: known(obstacles),
    groups: known(groups),
    words: known(words),
    processes: known(processes),
    dataRoot: dataRootOf(known(flags), known(config)),
    target,
    free: known(free),
    driverData: known(driverData),
  };
};

const serviceOf = ({ manager, installation, units }: DaemonFacts) =>
  isUnavailable(manager) ? undefined : dockerService(manager, installation, known(units));

/** An engine that does not run is an error to those who use it. What will keep a running one from its next start
 *  is a warning, and what is wrong with one that nobody here uses is worth a remark. */
const placed = (finding: Finding, { id, selected, activity }: LocalEngine): Finding => {
  const severity: Severity = !selected ? 'info' : activity === 'stopped' ? 'error' : 'warning';
  return { severity, ...finding, ...(selected ? {} : { severity }), engine: id };
};

const judgeUsed = (facts: DaemonFacts): readonly Finding[] => {
  const { inUse, info, installation, identity } = facts;
  if (isUnavailable(inUse)) return [];
  const found = isUnavailable(info)
    ? judgeSilence(inUse, info, facts.containers, facts.processes)
    : [
        ...judgeInfo(inUse, info, identity.settings.engineFloor, kernelOf(facts)).map((finding) =>
          closable(finding, facts.target),
        ),
        ...judgeCompany(inUse, info, facts.others, installation),
        ...judgeRemovals(known(facts.dead) ?? []),
        ...judgeRuntimes(known(facts.runtimes) ?? []),
        ...judgeDType(info),
        ...(inUse.engine === 'docker' ? judgeSwarm(info) : []),
      ];
  const isLocal = inUse.id === facts.local.id;
  const limit = isLocal
    ? judgeLimit(facts.limit, facts.config).map((finding) => limitable(finding, facts))
    : [];
  const containerd = isLocal ? judgeContainerd(facts.trip, known(facts.units)) : [];
  return [...found, ...limit, ...containerd].map((finding) => ({ ...finding, engine: inUse.id }));
};

const judgePodman = ({ podman }: DaemonFacts): readonly Finding[] => {
  if (podman === undefined || isUnavailable(podman) || podman.kind !== 'fails') return [];
  const { exitCode, detail } = podman;
  return [{ code: 'podman-info-failed', subject: 'podman', params: { exitCode, detail } }];
};

const kernelOf = ({ forwards, forwarding, bridge }: DaemonFacts) => ({
  forwards: known(forwards),
  forwarding: known(forwarding),
  bridge: known(bridge),
});

/** Nobody can call an engine healthy that did not say anything of itself. */
const missingOf = ({ inUse, info, podman }: DaemonFacts): Unavailable | undefined => {
  if (podman !== undefined && !isUnavailable(podman)) return undefined;
  if (isUnavailable(inUse)) return { ...inUse, origin: inUse.origin ?? engineInUse.id };
  return isUnavailable(info) ? { ...info, origin: info.origin ?? engineInfo.id } : undefined;
};
