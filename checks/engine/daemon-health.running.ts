import coerce from 'semver/functions/coerce.js';
import gte from 'semver/functions/gte.js';
import { isUnavailable, type Unavailable } from '#core/answer';
import type { FindingOf } from '#core/finding';
import { propose } from '#core/fix';
import type { RoundTrip } from '#core/host';
import type { DaemonConfig } from '#facts/daemon-config';
import type { DescriptorLimit } from '#facts/descriptor-limit';
import type { EngineInUse } from '#facts/engine-in-use';
import type { EngineKill } from '#facts/engine-kills';
import type { EngineProcess } from '#facts/engine-processes';
import type { MissingRuntime } from '#facts/runtime-programs';
import type { DockerUnits } from '#facts/units-of-docker';
import { resumeDaemon } from '#fixes/resume-daemon';
import type { EngineInfo } from '#parse/engine-api';
import type { daemonCodes } from './daemon-health.codes.ts';
import { type KernelSettings, kernelFixes, stillOff } from './daemon-health.kernel.ts';
import { NO_D_TYPE } from './daemon-health.place.ts';
import { startsContainerd, stateOfContainerd } from './daemon-health.start.ts';

type Finding = FindingOf<typeof daemonCodes>;

/** What an engine says of itself. */
export const judgeInfo = (
  inUse: EngineInUse,
  info: EngineInfo,
  floor: string,
  kernel: KernelSettings & { readonly forwards: boolean | undefined },
): readonly Finding[] => [
  ...(inUse.engine === 'docker' ? tooOld(info.ServerVersion, floor) : []),
  ...judgeWarnings(
    kernel.forwards === undefined
      ? info.Warnings
      : withForwarding(stillOff(info.Warnings, kernel.bridge), kernel.forwards),
  ).map((finding) => ({ ...finding, fixes: kernelFixes(finding.code, kernel) })),
];

/** What the kernel does now, in place of what the engine remembers of it. */
const withForwarding = (warnings: readonly string[], forwards: boolean): readonly string[] => [
  ...warnings.filter((text) => !NO_FORWARDING.test(text)),
  ...(forwards ? [] : ['IPv4 forwarding is disabled']),
];

const NO_FORWARDING = /IPv4 forwarding is disabled/;

const tooOld = (version: string | undefined, floor: string): readonly Finding[] => {
  const [engine, oldest] = [coerced(version), coerced(floor)];
  if (version === undefined || engine === null || oldest === null || gte(engine, oldest)) return [];
  return [{ code: 'engine-too-old', subject: version, params: { version, floor } }];
};

/** Docker wrote 18.09 and 19.03, whose zeros semver refuses. */
const coerced = (version: string | undefined) => coerce(version?.replaceAll(/\b0+(?=\d)/g, ''));

const judgeWarnings = (warnings: readonly string[]): readonly Finding[] => {
  const texts = [...new Set(warnings.map(cleaned))].filter((text) => text !== '' && !NO_D_TYPE.test(text));
  const settings = texts.flatMap((text) => BRIDGE_NF.exec(text)?.[1] ?? []);
  const bridge: readonly Finding[] =
    settings.length === 0 ? [] : [{ code: 'net-bridge-nf-off', subject: 'bridge', params: { settings } }];
  return [...texts.filter((text) => !BRIDGE_NF.test(text)).map(judgeWarning), ...bridge];
};

const cleaned = (text: string): string =>
  text
    .replace(/^\s*(WARNING|DEPRECATED|\[DEPRECATION NOTICE\])\s*:\s*/i, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

const BRIDGE_NF = /^(bridge-nf-call-ip6?tables) is disabled/;

const judgeWarning = (text: string): Finding => {
  const address = /API is accessible on (https?):\/\/(\S+?) without/.exec(text);
  if (address !== null) {
    const params = { address: `tcp://${address[2]}`, encrypted: address[1] === 'https' };
    return { code: 'daemon-tcp-unencrypted', subject: params.address, params };
  }
  if (/^No swap limit support/.test(text)) {
    return { code: 'swap-limit-warning', subject: 'swap', params: { text } };
  }
  if (NO_FORWARDING.test(text)) {
    return { code: 'net-ip-forward-off', subject: 'net.ipv4.ip_forward', params: {} };
  }
  if (/cgroup v1 is deprecated/i.test(text)) {
    return { code: 'cgroup-v1-deprecated', subject: 'cgroup', params: {} };
  }
  // It loses data in the long run; the rest names features that this kernel lacks.
  const isHarmful = /usage of loopback devices/.test(text);
  return {
    code: 'engine-warning',
    subject: text.slice(0, 80),
    params: { text },
    ...(isHarmful ? { severity: 'warning' } : {}),
  };
};

/** The answer to `/info` was late: which of the two daemons is it? */
export const judgeSilence = (
  inUse: EngineInUse,
  late: Unavailable,
  containers: readonly unknown[] | Unavailable,
  processes: readonly EngineProcess[] | undefined | Unavailable,
): readonly Finding[] => {
  if (late.reason !== 'timed-out' || inUse.engine !== 'docker') return [];
  const local = inUse.address.kind === 'unix' && !isUnavailable(processes) ? (processes ?? []) : [];
  const stuck = local.find(({ name, state }) => name === 'containerd' && (state === 'T' || state === 'D'));
  if (isUnavailable(containers) && stuck === undefined) {
    const params = { id: inUse.id, afterMs: late.afterMs };
    return [{ code: 'engine-unresponsive', subject: inUse.id, params }];
  }
  const culprit = stuck ?? local.find(({ name }) => name === 'containerd');
  const process = culprit && `containerd (process ${culprit.pid})`;
  const params = { process, state: culprit?.state };
  const fixes =
    culprit?.state === 'T' ? [propose(resumeDaemon, { pid: culprit.pid, comm: culprit.name })] : [];
  return [{ code: 'containerd-hung', subject: process ?? 'containerd', params, fixes }];
};

/** The engine itself says at the start of a container that nothing answers where its containerd should. */
export const judgeContainerd = (
  trip: RoundTrip | Unavailable,
  units: DockerUnits | undefined,
): readonly Finding[] => {
  const said = isUnavailable(trip) ? undefined : trip.failure?.detail;
  const path = NO_CONTAINERD.exec(said ?? '')?.[1];
  if (path === undefined) return [];
  const unit = stateOfContainerd(units);
  const fixes = startsContainerd(unit, undefined);
  return [{ code: 'containerd-unreachable', subject: path, params: { path, unit, running: true }, fixes }];
};

// A containerd that is frozen accepts the connection: this one refuses it, or is not there.
const NO_CONTAINERD = /error while dialing: dial unix:(?:\/\/)?(\/\S*containerd\S*\.sock)/i;

/** One that runs again was killed within the last day. */
export const judgeKills = (kills: readonly EngineKill[]): readonly Finding[] =>
  kills.map(({ unit, down, observed }) => ({
    code: 'oom-host-kills-engine',
    subject: unit,
    params: { unit, down, observed },
    ...(down ? {} : { severity: 'warning' }),
  }));

/** The default one is tried by our own container; the others fail for those who ask for them. */
export const judgeRuntimes = (missing: readonly MissingRuntime[]): readonly Finding[] =>
  missing.map(({ name, path }) => ({
    code: 'engine-runtime-missing',
    subject: name,
    params: { name, path },
  }));

/** Containers that were taken away in vain. */
export const judgeRemovals = (names: readonly string[]): readonly Finding[] => {
  const [first] = names;
  if (first === undefined) return [];
  const params = { count: names.length, names: names.slice(0, SHOWN_NAMES) };
  return [{ code: 'container-stuck-removal', subject: first, params }];
};

const SHOWN_NAMES = 5;

/** Two to the twentieth: what the units of Docker allowed before, and what no program chokes on. */
const HARMLESS_LIMIT = 1_048_576;

export const judgeLimit = (
  limit: DescriptorLimit | undefined | Unavailable,
  config: DaemonConfig | Unavailable,
): readonly Finding[] => {
  if (limit === undefined || isUnavailable(limit) || limit.kernelLimit === undefined) return [];
  const content = isUnavailable(config) ? undefined : config.content;
  const isSettled = content !== undefined && 'keys' in content && content.keys.includes('default-ulimits');
  if (limit.kernelLimit <= HARMLESS_LIMIT || isSettled) return [];
  const { unit, kernelLimit } = limit;
  return [{ code: 'daemon-nofile-infinity', subject: unit, params: { unit, kernelLimit } }];
};
