import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import type { FindingOf } from '#core/finding';
import { type ProposalRequest, propose } from '#core/fix';
import type { Endpoint } from '#facts/endpoints';
import type { EngineProcess } from '#facts/engine-processes';
import type { EngineService } from '#facts/engine-service';
import type { Installation } from '#facts/installation';
import type { Platform } from '#facts/platform';
import type { SelectedEndpoint } from '#facts/selected-endpoint';
import type { SocketRights } from '#facts/socket-rights';
import { removeSocketDirectory } from '#fixes/remove-socket-directory';
import { repairSocketOwner } from '#fixes/repair-socket-owner';
import { restartDocker } from '#fixes/restart-docker';
import { resumeDaemon } from '#fixes/resume-daemon';
import { startDocker } from '#fixes/start-docker';
import type { socketCodes } from './socket.codes.ts';
import { installCommand } from './socket.install.ts';

export type Finding = FindingOf<typeof socketCodes>;

/** What the judgement of an endpoint rests on besides the endpoint itself. */
export interface Surroundings {
  readonly selected: SelectedEndpoint;
  readonly endpoints: readonly Endpoint[];
  readonly installation: Installation;
  readonly platform: Platform | Unavailable;
  readonly rights: SocketRights | Unavailable;
  readonly service: EngineService | Unavailable;
  readonly processes: readonly EngineProcess[] | undefined | Unavailable;
}

/** What an endpoint that does not answer is suffering from. */
export const fault = (endpoint: Endpoint, around: Surroundings): readonly Finding[] => {
  const { id, address, state } = endpoint;
  const path = address.kind === 'unix' ? address.path : id;
  switch (state.kind) {
    case 'answers':
      return [];
    case 'missing':
      return [missing(path, around)];
    case 'refused':
      return [{ code: 'sock-stale-refused', subject: path, params: { path }, fixes: starts(around) }];
    case 'dangling': {
      const params = { path, target: state.linkTarget, owner: ownerOfLink(state.linkTarget) };
      return [{ code: 'sock-dangling-symlink', subject: path, params }];
    }
    case 'directory':
      return [
        { code: 'sock-is-directory', subject: path, params: { path }, fixes: directoryFixes(path, around) },
      ];
    case 'not-a-socket':
      return [{ code: 'sock-not-a-socket', subject: path, params: { path, type: state.type } }];
    case 'denied':
      return denied(path, state, around);
    case 'hung':
      return [hung(id, state.afterMs, around)];
    case 'tls-expected':
      return [{ code: 'tls-plain-to-tls', subject: id, params: { endpoint: id } }];
    case 'not-http':
      return [{ code: 'sock-not-engine', subject: id, params: { endpoint: id, detail: state.detail } }];
    case 'http-error': {
      const detail = `HTTP ${state.status} to /_ping ${state.body}`.trim();
      return [{ code: 'sock-not-engine', subject: id, params: { endpoint: id, detail } }];
    }
    case 'unreachable': {
      const { origin, value } = around.selected;
      return [{ code: 'endpoint-unreachable', subject: id, params: { origin, value, detail: state.detail } }];
    }
  }
};

const missing = (path: string, around: Surroundings): Finding => {
  const { selected, installation, platform } = around;
  const somethingInstalled = installation.dockerd !== undefined || installation.dockerSnap;
  if (selected.origin !== 'default' || somethingInstalled || installation.podman !== undefined) {
    return { code: 'sock-missing', subject: path, params: { path }, fixes: starts(around) };
  }
  return {
    code: 'engine-not-installed',
    subject: 'this host',
    params: { command: installCommand(ifAvailable(platform)) },
  };
};

const denied = (
  path: string,
  state: Extract<Endpoint['state'], { kind: 'denied' }>,
  around: Surroundings,
): readonly Finding[] => {
  const { rights } = around;
  if (state.at === 'directory') {
    return [{ code: 'sock-parent-dir-denied', subject: path, params: { path, directory: state.path } }];
  }
  const denial: Finding = { code: 'sock-denied', subject: path, params: { path } };
  if (isUnavailable(rights) || rights.kind !== 'wrong-owner') return [denial];
  const mode = rights.mode.toString(8).padStart(3, '0');
  const fixes = ownerFixes(rights, around);
  const params = { path, owner: `${rights.user}:${rights.group}`, mode };
  return [{ code: 'sock-wrong-owner', subject: path, params, fixes }, denial];
};

const ownerFixes = (
  { path, user, group, mode, dockerGroupExists }: Extract<SocketRights, { kind: 'wrong-owner' }>,
  { service }: Surroundings,
): readonly ProposalRequest[] => {
  const manager = isUnavailable(service) ? 'none' : service.manager;
  return [
    propose(repairSocketOwner, {
      path,
      groupExists: dockerGroupExists,
      manager,
      was: { owner: user, group, mode },
    }),
  ];
};

const starts = ({ service }: Surroundings): readonly ProposalRequest[] =>
  isUnavailable(service) ? [] : [propose(startDocker, service)];

const directoryFixes = (path: string, { service }: Surroundings): readonly ProposalRequest[] =>
  isUnavailable(service) ? [] : [propose(removeSocketDirectory, { ...service, path })];

const hung = (id: string, afterMs: number, around: Surroundings): Finding => {
  const stuck = culprit(around);
  const process = stuck && `dockerd (pid ${stuck.pid})`;
  return {
    code: 'sock-hung',
    subject: id,
    params: { endpoint: id, afterMs, process, state: stuck?.state },
    fixes: wakes(stuck, around),
  };
};

/** The stuck process: dockerd before containerd, a halted one before a running one. */
const culprit = ({ processes }: Surroundings): EngineProcess | undefined => {
  const seen = isUnavailable(processes) ? [] : (processes ?? []);
  const daemons = seen.filter(({ name }) => name === 'dockerd');
  return daemons.find(({ state }) => state === 'T' || state === 'D') ?? daemons[0];
};

/** A halted process goes on where it stopped; a stuck one has to begin anew, which interrupts. */
const wakes = (stuck: EngineProcess | undefined, { service }: Surroundings): readonly ProposalRequest[] => {
  if (stuck?.state === 'T') return [propose(resumeDaemon, { pid: stuck.pid, comm: stuck.name })];
  return stuck === undefined || stuck.state === 'D' || isUnavailable(service)
    ? []
    : [propose(restartDocker, service)];
};

const ownerOfLink = (target: string): string | undefined => {
  if (target.includes('/.docker/')) return 'Docker Desktop';
  if (target.includes('/.rd/')) return 'Rancher Desktop';
  if (target.includes('colima')) return 'Colima';
  if (target.includes('/.orbstack/')) return 'OrbStack';
  return target.includes('podman') ? 'Podman' : undefined;
};
