import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional, type ValuesOf } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import type { RoundTrip } from '#core/host';
import { oneLine, shortened } from '#core/text';
import { cgroupVersion } from '#facts/cgroup-version';
import { containerRoundTrip } from '#facts/container-round-trip';
import { daemonConfig } from '#facts/daemon-config';
import { daemonJournal } from '#facts/daemon-journal';
import { dockerUnits } from '#facts/docker-units';
import { engineInUse } from '#facts/engine-in-use';
import { engineInfo } from '#facts/engine-info';
import { engineVersion } from '#facts/engine-version';
import { installation } from '#facts/installation';
import { iptablesBackend } from '#facts/iptables-backend';
import { FEATURES, type KernelModules, kernelModules } from '#facts/kernel-modules';
import { localEngine } from '#facts/local-engine';
import { platform } from '#facts/platform';
import { podmanInfo } from '#facts/podman-info';
import { runsHere } from '#facts/storage-directories';
import { isFailing } from '#facts/units-of-docker';
import { kernelCodes } from './kernel.codes.ts';
import { judgeAge } from './kernel.engine.ts';

type Finding = FindingOf<typeof kernelCodes>;

const needs = {
  modules: kernelModules,
  platform,
  installation,
  local: localEngine,
  inUse: optional(engineInUse),
  info: optional(engineInfo),
  version: optional(engineVersion),
  trip: optional(containerRoundTrip),
  units: optional(dockerUnits),
  words: optional(daemonJournal),
  config: optional(daemonConfig),
  podman: optional(podmanInfo),
  cgroups: optional(cgroupVersion),
  iptables: optional(iptablesBackend),
};
type Facts = ValuesOf<typeof needs>;

export const hostKernel = defineCheck({
  id: 'host/kernel',
  title: 'The kernel has what containers need',
  about:
    'After an upgrade of the kernel without a reboot, or on a kernel that was built for little, the engine asks for a file system, a network cable or a firewall table in vain. This check looks for them, and for engines that are too old for the kernel or the images of today.',
  symptoms: [
    'operation not supported after a kernel upgrade (veth, overlay, iptables)',
    'Operation not permitted in newer images alone (seccomp)',
    'cgroup mountpoint does not exist',
  ],
  informing: true,
  needs,
  codes: kernelCodes,
  applies: (facts) => whereTheEngineIs(facts),
  evaluate: (facts) => {
    const engine = ifAvailable(facts.inUse)?.id ?? facts.local.id;
    const findings = [...judgeModules(facts), ...judgeEngine(facts)];
    return {
      evidence: evidenceOf(facts),
      findings: findings.map((finding) => ({ ...finding, engine })),
    };
  },
});

const whereTheEngineIs = ({ inUse, info, platform, local, installation }: Facts): true | string => {
  if (!isUnavailable(inUse)) {
    const isHere =
      inUse.address.kind === 'unix' && (isUnavailable(info) || runsHere(inUse.address, info, platform));
    return isHere || `the engine in use, ${inUse.id}, has another kernel`;
  }
  const isLocal = (local.installed && local.selected) || installation.podman !== undefined;
  return isLocal || 'no engine that is used here runs on this kernel';
};

/** What the engine said when it could not run a container, or one that publishes a port. */
const saidBy = (trip: RoundTrip | undefined): string =>
  [trip?.failure?.detail, trip?.unpublished].filter((text) => text !== undefined).join('\n');

const ranWell = (trip: RoundTrip | undefined): boolean => trip !== undefined && trip.failure === undefined;

/** A container that ran is worth more than any file: what seems to be lacking is there then. */
const judgeModules = (facts: Facts): readonly Finding[] => {
  const { modules, info } = facts;
  const { release, directory, others } = modules;
  const trip = ifAvailable(facts.trip);
  const said = `${saidBy(trip)}\n${ifAvailable(facts.words)?.text ?? ''}`;
  const table = NO_TABLE.exec(said)?.[1];
  const cable = NO_VETH.exec(said)?.[0];
  const severity = isBroken(facts) ? ('error' as const) : ('warning' as const);
  const seen = ranWell(trip) ? [] : LACKED.filter((feature) => modules.features[feature] === 'lacking');
  if (directory === 'replaced') {
    const lacking = [
      ...new Set([
        ...seen,
        ...(cable === undefined ? [] : ['veth']),
        ...(table === undefined ? [] : [`iptable_${table}`]),
      ]),
    ];
    if (lacking.length === 0) return [];
    const params = { release, others, lacking };
    return [{ code: 'net-kernel-not-rebooted', subject: `kernel ${release}`, severity, params }];
  }
  const driver = ifAvailable(info)?.Driver ?? configuredDriver(facts);
  // Without overlay, engines make do with others where they can: it matters where they cannot.
  const wantsOverlay = isBroken(facts) && (driver === undefined || driver.startsWith('overlay'));
  return [
    ...(seen.includes('overlay') && wantsOverlay
      ? [{ code: 'kernel-overlay-missing', subject: 'overlay', params: { release } } as const]
      : []),
    ...(cable === undefined
      ? []
      : [{ code: 'kernel-veth-missing', subject: 'veth', params: { release, detail: cable } } as const]),
    ...judgeTable(facts, table, said),
  ];
};

const configuredDriver = ({ config }: Facts): string | undefined => {
  const content = ifAvailable(config)?.content;
  return content !== undefined && 'storageDriver' in content ? content.storageDriver : undefined;
};

const LACKED = ['overlay', 'veth', 'bridge'] as const;
const NO_VETH = /failed to add the host \(\S+\) <=> sandbox \(\S+\) pair interfaces: operation not supported/;
const NO_TABLE = /can't initialize iptables table `(\w+)'(?:: Table does not exist)?/;

/** The engine's own word, or, where no container was tried, what the kernel's files suggest: the engine may have been told to do
 *  without. */
const judgeTable = (
  { modules: { release }, iptables, trip }: Facts,
  table: string | undefined,
  said: string,
): readonly Finding[] => {
  if (table !== undefined) {
    const detail = NO_TABLE.exec(said)?.[0] ?? '';
    return [
      {
        code: 'net-iptables-modules-missing',
        subject: `iptables ${table}`,
        params: { table, release, detail },
      },
    ];
  }
  if (ifAvailable(iptables) !== 'legacy' || !isUnavailable(trip)) return [];
  const params = { table: 'raw', release, detail: undefined };
  return [{ code: 'net-iptables-modules-missing', subject: 'iptables raw', severity: 'info', params }];
};

/** Something that needs the kernel did not work. */
const isBroken = ({ trip, units, podman }: Facts): boolean =>
  ifAvailable(trip)?.failure !== undefined ||
  isFailing(ifAvailable(units)?.docker) ||
  ifAvailable(podman)?.kind === 'fails';

const judgeEngine = ({ inUse, info, version, cgroups, trip }: Facts): readonly Finding[] => {
  if (isUnavailable(inUse) || isUnavailable(info)) return [];
  const ran = ifAvailable(trip);
  return judgeAge({
    engine: inUse.engine,
    info,
    version: ifAvailable(version),
    cgroups: ifAvailable(cgroups),
    ran: ranWell(ran),
    said: saidBy(ran),
  });
};

const DIRECTORY: Readonly<Record<KernelModules['directory'], string>> = {
  present: 'there',
  replaced: 'missing',
  none: 'there are no modules of any kernel here',
  unknown: 'not to be seen',
};

const evidenceOf = ({ modules, cgroups, trip, version }: Facts): [Evidence, ...Evidence[]] => {
  const { release, directory, others, features } = modules;
  const beside = others.length === 0 ? '' : `; other kernels: ${others.slice(0, 5).join(', ')}`;
  return [
    { source: `list /lib/modules for ${release}`, observed: `${DIRECTORY[directory]}${beside}` },
    {
      source: '/proc/filesystems, /proc/modules and what can be loaded',
      observed: FEATURES.map((feature) => `${feature} ${features[feature]}`).join(', '),
    },
    tripEvidence(trip),
    ...(isUnavailable(cgroups) ? [] : [{ source: '/sys/fs/cgroup', observed: `version ${cgroups}` }]),
    ...componentsEvidence(ifAvailable(version)),
  ];
};

const tripEvidence = (trip: RoundTrip | Unavailable): Evidence => {
  const source = 'a container with a network';
  if (isUnavailable(trip)) return { source, observed: `not tried: ${trip.detail}` };
  return { source, observed: ranWell(trip) ? 'ran' : 'did not run' };
};

const componentsEvidence = (version: { readonly Components: readonly Component[] } | undefined) =>
  version === undefined || version.Components.length === 0
    ? []
    : [
        {
          source: 'GET /version',
          observed: version.Components.map(
            ({ Name, Version = 'of unknown version' }) => `${Name} ${oneLine(shortened(Version, 40))}`,
          ).join(', '),
        },
      ];

interface Component {
  readonly Name: string;
  readonly Version?: string | undefined;
}
