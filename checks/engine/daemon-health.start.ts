import { isUnavailable, type Unavailable } from '#core/answer';
import type { FindingOf } from '#core/finding';
import { type ProposalRequest, propose } from '#core/fix';
import type { DaemonFlags } from '#facts/daemon-flags';
import type { LastWords } from '#facts/daemon-journal';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import type { HostGroups } from '#facts/docker-group';
import type { EngineProcess } from '#facts/engine-processes';
import type { EngineService } from '#facts/engine-service';
import type { FreeAddresses } from '#facts/free-addresses';
import type { PidFile } from '#facts/pid-file';
import type { StartObstacles } from '#facts/start-obstacles';
import type { StorageDriverData } from '#facts/storage-driver-data';
import { type DockerUnits, isFailing } from '#facts/units-of-docker';
import { enableDockerAtBoot } from '#fixes/enable-docker-at-boot';
import { enableDockerSocket } from '#fixes/enable-docker-socket';
import { makeDockerGroup } from '#fixes/make-docker-group';
import { removeStalePidFile } from '#fixes/remove-stale-pid-file';
import { startContainerd } from '#fixes/start-containerd';
import { startDocker } from '#fixes/start-docker';
import { unmaskDocker } from '#fixes/unmask-docker';
import type { SystemdUnit } from '#parse/systemctl-show';
import type { daemonCodes } from './daemon-health.codes.ts';
import { badListen, judgePlace } from './daemon-health.place.ts';
import { bridgeFixes, driverFixes } from './daemon-health.settings.ts';

import { failedUnit, lastWords } from './daemon-health.symptoms.ts';

type Finding = FindingOf<typeof daemonCodes>;

/** What is known of an engine that does not run. */
export interface Stopped {
  readonly service: EngineService | undefined;
  readonly units: DockerUnits | undefined;
  readonly flags: DaemonFlags | undefined;
  readonly pidFile: PidFile | undefined;
  readonly obstacles: StartObstacles | undefined;
  readonly groups: HostGroups | undefined;
  readonly words: LastWords | undefined;
  readonly processes: readonly EngineProcess[] | undefined;
  /** Where this engine keeps its data, as far as it was told. */
  readonly dataRoot: string;
  readonly target: DaemonJsonTarget | Unavailable;
  readonly free: FreeAddresses | undefined;
  readonly driverData: StorageDriverData | undefined;
}

/** `unknown`: the file could not be read. */
export type ConfigVerdict = 'fine' | 'faulty' | 'unknown';

export const known = <T>(answer: T | Unavailable): T | undefined =>
  isUnavailable(answer) ? undefined : answer;

/** Why it does not run, besides its daemon.json; nothing where it was simply stopped. */
export const judgeStart = (stopped: Stopped, config: ConfigVerdict): readonly Finding[] => {
  const causes = [
    ...maskedUnits(stopped.units, stopped.service, false),
    ...socketGroup(stopped),
    ...activation(stopped),
    ...containerd(stopped),
    ...stalePidFile(stopped),
    ...listeners(stopped),
    ...bridge(stopped),
    ...storageDriver(stopped),
    ...judgePlace(stopped),
    ...badListen(stopped.units, false),
  ];
  const isExplained = config === 'faulty' || causes.length > 0;
  const rest = isExplained ? [] : [...lastWords(stopped, config), ...disabledUnits(stopped)];
  return [...causes, ...rest, ...failedUnit(stopped)];
};

const isMasked = (unit: SystemdUnit | undefined): boolean =>
  unit?.loadState === 'masked' || (unit?.unitFileState?.startsWith('masked') ?? false);

export const maskedUnits = (
  units: DockerUnits | undefined,
  service: EngineService | undefined,
  running: boolean,
): readonly Finding[] => {
  const masked = [
    ...(isMasked(units?.docker) ? ['docker.service'] : []),
    ...(isMasked(units?.socket) ? ['docker.socket'] : []),
  ];
  const [unit] = masked;
  if (unit === undefined) return [];
  const socketUnit = service?.socketUnit;
  const fix = propose(unmaskDocker, {
    manager: 'systemd',
    masked,
    unit: 'docker.service',
    ...(socketUnit === undefined ? {} : { socketUnit }),
    enable: true,
    start: !running,
  });
  const params = { units: masked, state: 'masked', running } as const;
  return [{ code: 'unit-masked-or-disabled', subject: unit, params, fixes: [fix] }];
};

/** A service that its socket unit starts on demand may well be disabled. */
const disabledUnits = ({ units, service, words }: Stopped): readonly Finding[] => {
  const isOff = (unit: SystemdUnit | undefined): boolean =>
    unit === undefined || unit.unitFileState === 'disabled';
  const { docker, socket } = units ?? {};
  if (docker === undefined || words !== undefined || service === undefined) return [];
  if (docker.activeState !== 'inactive' || !isOff(docker) || !isOff(socket)) return [];
  const params = { units: ['docker.service'], state: 'disabled', running: false } as const;
  const fixes = [propose(startDocker, service), propose(enableDockerAtBoot, service)];
  return [{ code: 'unit-masked-or-disabled', subject: 'docker.service', params, fixes }];
};

const socketGroup = ({ units, groups, words, service }: Stopped): readonly Finding[] => {
  const noGroup = groups !== undefined && groups.docker === undefined;
  const said = words?.code === 'socket-unit-216-group';
  if (!noGroup || !(isFailing(units?.socket) || said)) return [];
  const unit = 'docker.socket';
  const fixes = service === undefined ? [] : [propose(makeDockerGroup, service)];
  return [{ code: 'socket-unit-216-group', subject: unit, params: { unit }, fixes }];
};

const activation = ({ flags, units, service, words }: Stopped): readonly Finding[] => {
  const wantsSocket = flags?.flags.get('host')?.some((host) => host.startsWith('fd://')) ?? false;
  if (!wantsSocket || flags === undefined || isMasked(units?.socket)) return [];
  const isSystemd = service?.manager === 'systemd';
  const noSocket = !isSystemd || (units !== undefined && units.socket === undefined);
  if (!noSocket && words?.code !== 'fd-activation-missing') return [];
  const { source } = flags;
  const fixes = isSystemd && !noSocket ? openSocket(service) : [];
  return [{ code: 'fd-activation-missing', subject: source, params: { source }, fixes }];
};

const openSocket = ({ socketUnit, ...service }: EngineService): readonly ProposalRequest[] =>
  socketUnit === undefined
    ? []
    : [propose(enableDockerSocket, { ...service, manager: 'systemd', socketUnit })];

const containerd = ({ obstacles, units, service, words }: Stopped): readonly Finding[] => {
  const wanted = obstacles?.containerd;
  const unit = service?.manager === 'systemd' ? stateOfContainerd(units) : undefined;
  const gone = wanted?.state === 'missing' || wanted?.state === 'refused';
  const said = words?.code === 'containerd-unreachable' && wanted?.state !== 'answers';
  if (!said && !(gone && nothingStartsIt(service, units, unit))) return [];
  const path = wanted?.path;
  const fixes = startsContainerd(unit, service);
  const params = { path, unit, running: false };
  return [{ code: 'containerd-unreachable', subject: path ?? 'containerd', params, fixes }];
};

/** Where the unit is one of this host. */
export const startsContainerd = (
  unit: ContainerdUnit,
  engine: EngineService | undefined,
): readonly ProposalRequest[] =>
  unit === undefined || unit === 'not-found'
    ? []
    : [propose(startContainerd, { masked: unit === 'masked', ...(engine === undefined ? {} : { engine }) })];

type ContainerdUnit = 'masked' | 'not-found' | 'failed' | 'inactive' | undefined;

export const stateOfContainerd = (units: DockerUnits | undefined): ContainerdUnit => {
  if (units === undefined) return undefined;
  if (units.containerd === undefined) return 'not-found';
  if (isMasked(units.containerd)) return 'masked';
  if (isFailing(units.containerd)) return 'failed';
  return units.containerd.activeState === 'inactive' ? 'inactive' : undefined;
};

/** With the engine stopped in order, containerd may be stopped too: systemd and OpenRC start it with the engine. */
const nothingStartsIt = (
  service: EngineService | undefined,
  units: DockerUnits | undefined,
  unit: ContainerdUnit,
): boolean => {
  switch (service?.manager) {
    case 'systemd':
      return unit === 'masked' || unit === 'not-found' || (unit !== undefined && isFailing(units?.docker));
    case 'openrc':
      return false;
    default:
      return true;
  }
};

const stalePidFile = ({ pidFile, service }: Stopped): readonly Finding[] => {
  if (pidFile?.pid === undefined || pidFile.comm === undefined || pidFile.comm === 'dockerd') return [];
  const { path, text, pid, comm } = pidFile;
  const fix = propose(removeStalePidFile, {
    path,
    text,
    ...(service === undefined ? {} : { start: service }),
  });
  return [{ code: 'daemon-pidfile-stale', subject: path, params: { path, pid, comm }, fixes: [fix] }];
};

const listeners = ({ obstacles, words }: Stopped): readonly Finding[] => {
  const taken = obstacles?.occupied ?? [];
  const unnamed = taken.length === 0 && words?.code === 'daemon-listener-in-use';
  const addresses = unnamed ? [undefined] : taken;
  return addresses.map((address) => ({
    code: 'daemon-listener-in-use',
    subject: address ?? 'docker.service',
    params: { address },
  }));
};

const bridge = ({ obstacles, words, target, free }: Stopped): readonly Finding[] => {
  const missing = obstacles?.missingBridge;
  if (missing === undefined && words?.code !== 'daemon-bridge-missing') return [];
  const params = { bridge: missing };
  const fixes = bridgeFixes(target, missing, free);
  const offered = fixes.length === 0 ? {} : { fixes };
  return [{ code: 'daemon-bridge-missing', subject: missing ?? 'docker0', params, ...offered }];
};

/** A kernel loads a file system when it is first asked for: only a start that failed says that it cannot. */
const storageDriver = (stopped: Stopped): readonly Finding[] => {
  const { obstacles, units, words, target, driverData } = stopped;
  const known = words?.code?.startsWith('storage-') === true ? words : undefined;
  if (known?.code === 'storage-several-drivers') {
    const fixes = driverFixes(target, driverData);
    const offered = fixes.length === 0 ? {} : { fixes };
    return [{ code: known.code, subject: known.source, params: { words: known.text }, ...offered }];
  }
  const said = known?.code === 'storage-driver-unsupported' ? known.text : undefined;
  const lacking = isFailing(units?.docker) ? obstacles?.driverWithoutKernel : undefined;
  if (said === undefined && (lacking === undefined || words !== undefined)) return [];
  const params = { driver: obstacles?.driverWithoutKernel, words: said };
  return [{ code: 'storage-driver-unsupported', subject: params.driver ?? 'storage driver', params }];
};
