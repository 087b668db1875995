import { ifAvailable, isUnavailable } from '#core/answer';
import { type ProposalRequest, propose, type ServiceManager } from '#core/fix';
import type { Endpoint } from '#facts/endpoints';
import type { EngineProcess } from '#facts/engine-processes';
import { isDefaultSocket } from '#facts/local-socket';
import type { SocketRights } from '#facts/socket-rights';
import { clearSocketPath } from '#fixes/clear-socket-path';
import { removeSocketDirectory } from '#fixes/remove-socket-directory';
import { repairSocketOwner } from '#fixes/repair-socket-owner';
import { restartDocker } from '#fixes/restart-docker';
import { resumeDaemon } from '#fixes/resume-daemon';
import { shortage } from './socket.memory.ts';
import { missing, starts } from './socket.missing.ts';
import { culprit, HALTED, named } from './socket.processes.ts';
import { deadText } from './socket.states.ts';
import type { Finding, Surroundings } from './socket.surroundings.ts';
import type { Denial } from './socket.words.ts';

/** What an endpoint that does not answer is suffering from. */
export const fault = (endpoint: Endpoint, around: Surroundings): readonly Finding[] => {
  const { id, address, state } = endpoint;
  const path = address.kind === 'unix' ? address.path : id;
  switch (state.kind) {
    case 'answers':
      return [];
    case 'missing':
      return [missing(path, endpoint, around)];
    case 'refused': {
      const params = { path, starting: endpoint.starting?.unit };
      return [{ code: 'sock-stale-refused', subject: path, params, fixes: starts(endpoint, around) }];
    }
    case 'dangling': {
      const params = { path, target: state.linkTarget, owner: ownerOfLink(state.linkTarget) };
      const fixes = clearing(path, around, state.linkTarget);
      return [{ code: 'sock-dangling-symlink', subject: path, params, fixes }];
    }
    case 'directory':
      return [directory(path, state, around)];
    case 'not-a-socket': {
      const fixes = state.type === 'file' ? clearing(path, around) : [];
      return [{ code: 'sock-not-a-socket', subject: path, params: { path, type: state.type }, fixes }];
    }
    case 'denied':
      return denied(path, state, around);
    case 'hung':
      return [hung(endpoint, state.afterMs, around)];
    case 'tls-expected':
      return [{ code: 'tls-plain-to-tls', subject: id, params: { endpoint: id } }];
    case 'tls-refused':
      return [{ code: 'tls-to-plain', subject: id, params: { endpoint: id } }];
    case 'tls-file-missing': {
      const params = { endpoint: id, path: state.path };
      return [{ code: 'tls-client-cert-missing', subject: id, params }];
    }
    case 'not-http':
      return [{ code: 'sock-not-engine', subject: id, params: { endpoint: id, detail: state.detail } }];
    case 'http-error': {
      const detail = deadText(state);
      return [{ code: 'sock-not-engine', subject: id, params: { endpoint: id, detail } }];
    }
    case 'unreachable': {
      const { origin, value } = around.selected;
      const detail = deadText(state);
      return [{ code: 'endpoint-unreachable', subject: id, params: { origin, value, detail } }];
    }
  }
};

const denied = (
  path: string,
  state: Extract<Endpoint['state'], { kind: 'denied' }>,
  around: Surroundings,
): readonly Finding[] => {
  const rights = ifAvailable(around.rights);
  const owner = state.stat && `${state.stat.uid}:${state.stat.gid}`;
  const mode = state.stat && octal(state.stat.mode);
  if (state.at === 'directory') {
    const params = { path, directory: state.path, owner, mode };
    return [{ code: 'sock-parent-dir-denied', subject: path, params }];
  }
  const group = rights !== undefined && 'group' in rights ? rights.group : undefined;
  const denial: Finding = {
    code: 'sock-denied',
    subject: path,
    params: { path, owner, mode, because: reasonOf(rights), group },
  };
  if (rights?.kind !== 'wrong-owner') return [denial];
  const params = { path, owner: `${rights.user}:${rights.group}`, mode: octal(rights.mode) };
  return [{ code: 'sock-wrong-owner', subject: path, params, fixes: ownerFixes(rights, around) }, denial];
};

const reasonOf = (rights: SocketRights | undefined): Denial['because'] => {
  if (rights === undefined || rights.kind === 'not-denied') return 'other';
  return rights.kind === 'other' && rights.ownersOnly === true ? 'owners-only' : rights.kind;
};

const octal = (mode: number): string => mode.toString(8).padStart(3, '0');

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

/** Only an empty one was made by a mount and holds nothing of anybody's. */
const directory = (
  path: string,
  { entries }: Extract<Endpoint['state'], { kind: 'directory' }>,
  { service }: Surroundings,
): Finding => {
  const fixes =
    isUnavailable(service) || entries?.length !== 0
      ? []
      : [propose(removeSocketDirectory, { ...service, path })];
  const params = {
    path,
    entries: entries?.slice(0, SHOWN_ENTRIES),
    more: Math.max(0, (entries?.length ?? 0) - SHOWN_ENTRIES),
  };
  return { code: 'sock-is-directory', subject: path, params, fixes };
};

const SHOWN_ENTRIES = 5;

/** The path is the engine's own only where a service of this host starts one there; a link into an app is alive again
 *  when the app is started. */
const clearing = (
  path: string,
  { service, processes }: Surroundings,
  linkTarget?: string,
): readonly ProposalRequest[] => {
  if (isUnavailable(service) || !STARTS_HERE.has(service.manager) || !isDefaultSocket(path)) return [];
  const running = (ifAvailable(processes) ?? []).some(({ name }) => name === 'dockerd');
  const app = linkTarget === undefined ? undefined : ownerOfLink(linkTarget);
  return [
    propose(clearSocketPath, {
      ...service,
      path,
      running,
      ...(linkTarget === undefined ? {} : { linkTarget }),
      ...(app === undefined ? {} : { app }),
    }),
  ];
};

const STARTS_HERE: ReadonlySet<ServiceManager> = new Set(['systemd', 'openrc', 'sysv'] as const);

const hung = (endpoint: Endpoint, afterMs: number, around: Surroundings): Finding => {
  const stuck = culprit(endpoint, around);
  const starting = endpoint.starting?.unit;
  return {
    code: 'sock-hung',
    subject: endpoint.id,
    params: {
      endpoint: endpoint.id,
      afterMs,
      process: stuck && named(stuck),
      pid: stuck?.pid,
      state: stuck?.state,
      starting,
      memory: shortage(around.memory),
    },
    fixes: wakes(stuck, starting, around),
  };
};

/** A halted process goes on where it stopped; a stuck one has to begin anew, which interrupts. */
const wakes = (
  stuck: EngineProcess | undefined,
  starting: string | undefined,
  { service }: Surroundings,
): readonly ProposalRequest[] => {
  if (stuck?.state === 'T') {
    const { pid, name: comm, startTicks } = stuck;
    return [propose(resumeDaemon, { pid, comm, ...(startTicks === undefined ? {} : { startTicks }) })];
  }
  const mayRestart = stuck !== undefined && !HALTED.test(stuck.state) && starting === undefined;
  return mayRestart && !isUnavailable(service) ? [propose(restartDocker, service)] : [];
};

const ownerOfLink = (target: string): string | undefined => {
  if (target.includes('/.docker/')) return 'Docker Desktop';
  if (target.includes('/.rd/')) return 'Rancher Desktop';
  if (target.includes('colima')) return 'Colima';
  if (target.includes('/.orbstack/')) return 'OrbStack';
  return target.includes('podman') ? 'Podman' : undefined;
};
