import { engineDaemonHealth } from '#checks/engine/daemon-health';
import type { DaemonFacts } from '#checks/engine/daemon-health.facts';
import { unavailable } from '#core/answer';
import type { DaemonConfig } from '#facts/daemon-config';
import type { DaemonFlags } from '#facts/daemon-flags';
import type { EngineInUse } from '#facts/engine-in-use';
import { parseDaemonJson } from '#parse/daemon-json';
import { judgeDirectives } from '#parse/daemon-json-schema';
import { parseDockerdFlags } from '#parse/dockerd-flags';
import { parseEngineInfo } from '#parse/engine-api';
import { isMalformed } from '#parse/malformed';
import type { SystemdUnit } from '#parse/systemctl-show';
import { noTarget } from '#test/support/daemon-json-target';
import { someIdentity } from '#test/support/fake-host';

export const SOCKET = 'unix:///var/run/docker.sock';
export const DAEMON_JSON = '/etc/docker/daemon.json';

export const inUse: EngineInUse = {
  id: SOCKET,
  address: { kind: 'unix', path: '/var/run/docker.sock' },
  engine: 'docker',
  apiVersion: '1.41',
  via: 'selected',
  label: 'Docker',
};

export const infoOf = (more: Readonly<Record<string, unknown>> = {}) => {
  const info = parseEngineInfo({
    ID: 'LYPS',
    ServerVersion: '20.10.24+dfsg1',
    Driver: 'overlay2',
    DockerRootDir: '/var/lib/docker',
    CgroupVersion: '1',
    Warnings: null,
    ...more,
  });
  if (isMalformed(info)) throw new Error('the sample is not /info');
  return info;
};

/** A Debian host with a running Docker Engine and no systemd. */
export const healthy: DaemonFacts = {
  identity: someIdentity(),
  installation: { dockerd: '/usr/sbin/dockerd', dockerCliIsPodman: false, dockerSnap: false },
  local: {
    id: SOCKET,
    installed: true,
    selected: true,
    rootless: false,
    state: 'answers',
    activity: 'answers',
  },
  inUse,
  info: infoOf(),
  containers: [],
  dead: [],
  processes: undefined,
  others: [],
  podman: undefined,
  manager: 'sysv',
  units: unavailable('absent', 'systemctl show docker.service', 'no systemd here but sysv'),
  flags: { source: '/etc/default/docker', ...parseDockerdFlags([]) },
  config: { path: DAEMON_JSON, problems: [], conflicts: [] },
  target: unavailable('absent', DAEMON_JSON, 'not asked for here'),
  free: noTarget,
  driverData: undefined,
  pidFile: undefined,
  obstacles: undefined,
  groups: { docker: { name: 'docker', gid: 105, members: ['ada'] }, nameOf: {}, membersOf: {} },
  words: undefined,
  limit: undefined,
  kills: [],
  runtimes: [],
  forwards: true,
  forwarding: undefined,
  bridge: undefined,
  trip: unavailable('not-looked', 'container-round-trip', 'left out by --passive'),
};

const silent = unavailable('unreachable', 'lstat /var/run/docker.sock', 'ENOENT');

/** The same host after `service docker stop`. */
export const stopped: DaemonFacts = {
  ...healthy,
  local: { ...healthy.local, state: 'missing', activity: 'stopped' },
  inUse: silent,
  info: { ...silent, origin: 'engine-in-use' },
  containers: { ...silent, origin: 'engine-in-use' },
  dead: { ...silent, origin: 'engine-in-use' },
  processes: [],
  obstacles: { occupied: [] },
};

export const unit = (more: Partial<SystemdUnit> = {}): SystemdUnit => ({
  execStart: [],
  dropInPaths: [],
  environmentFiles: [],
  triggeredBy: [],
  loadState: 'loaded',
  activeState: 'inactive',
  subState: 'dead',
  unitFileState: 'enabled',
  ...more,
});

export const flagsOf = (line: string, source = 'docker.service'): DaemonFlags => ({
  source,
  ...parseDockerdFlags(line.split(' ')),
});

/** Stopped in order under systemd. */
export const stoppedUnits: DaemonFacts = {
  ...stopped,
  manager: 'systemd',
  units: { docker: unit(), socket: unit(), containerd: unit() },
  flags: flagsOf('-H fd:// --containerd=/run/containerd/containerd.sock'),
  obstacles: {
    containerd: { path: '/run/containerd/containerd.sock', state: 'missing' },
    occupied: [],
  },
};

/** As the fact would judge this text, but for lines and flags. */
export const configOf = (text: string, version?: string): DaemonConfig => {
  const content = parseDaemonJson(text, version);
  const problems = isMalformed(content) ? [] : judgeDirectives(content, version);
  return { path: DAEMON_JSON, content, problems, conflicts: [] };
};

export const judge = (facts: DaemonFacts) => engineDaemonHealth.evaluate(facts);

export const codesOf = (facts: DaemonFacts): readonly string[] =>
  judge(facts).findings.map(({ code }) => code);

/** Code and severity of each finding. */
export const weighed = (facts: DaemonFacts) =>
  judge(facts).findings.map(({ code, severity }) => [
    code,
    severity ?? engineDaemonHealth.codes[code].severity,
  ]);
