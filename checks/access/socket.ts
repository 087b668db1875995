import { isUnavailable, type Unavailable, valueOf } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { type Endpoint, endpoints } from '#facts/endpoints';
import { engineContainers } from '#facts/engine-containers';
import { engineInUse } from '#facts/engine-in-use';
import { engineInfo } from '#facts/engine-info';
import { type EngineProcess, engineProcesses } from '#facts/engine-processes';
import { engineVersion } from '#facts/engine-version';
import { type Installation, installation } from '#facts/installation';
import { type Platform, platform } from '#facts/platform';
import { DEFAULT_SOCKET, type SelectedEndpoint, selectedEndpoint } from '#facts/selected-endpoint';
import { serviceManager } from '#facts/service-manager';
import { type SocketRights, socketRights } from '#facts/socket-rights';
import { socketCodes } from './socket.codes.ts';

type Finding = FindingOf<typeof socketCodes>;

export const accessSocket = defineCheck({
  id: 'access/socket',
  title: 'Engine socket is reachable',
  about:
    'The docker CLI prints one sentence for a missing socket, a dead listener, a directory and a refusal, and waits for ever on a frozen engine. This check opens the socket itself and tells them apart.',
  needs: {
    selected: selectedEndpoint,
    endpoints,
    installation,
    platform: optional(platform),
    rights: optional(socketRights),
    manager: optional(serviceManager),
    processes: optional(engineProcesses),
  },
  explains: [engineInUse, engineInfo, engineVersion, engineContainers],
  codes: socketCodes,
  applies: ({ selected, endpoints, installation }) => {
    const nothingChosen = selected.origin === 'default' && selectedOf(endpoints)?.state.kind === 'missing';
    const dockerHere = installation.dockerd !== undefined || installation.dockerSnap;
    if (!nothingChosen || dockerHere || installation.podman === undefined) return true;
    return endpoints.some(({ state }) => state.kind === 'answers')
      ? true
      : 'Docker Engine is not installed, and Podman works without a socket';
  },
  evaluate: (needs) => {
    const { selected, endpoints } = needs;
    const endpoint = selectedOf(endpoints);
    const first: Evidence = { source: `endpoint (${selected.origin})`, observed: selected.value };
    const evidence: [Evidence, ...Evidence[]] = [
      first,
      ...(endpoint?.evidence ?? []),
      ...othersEvidence(endpoints),
    ];
    const findings = [...judgeSelection(selected, endpoints), ...judgeEndpoint(endpoint, needs)];
    return { evidence, findings };
  },
});

interface Surroundings {
  readonly selected: SelectedEndpoint;
  readonly endpoints: readonly Endpoint[];
  readonly installation: Installation;
  readonly platform: Platform | Unavailable;
  readonly rights: SocketRights | Unavailable;
  readonly processes: readonly EngineProcess[] | undefined | Unavailable;
}

const selectedOf = (endpoints: readonly Endpoint[]): Endpoint | undefined =>
  endpoints.find(({ selected }) => selected);

const answeringOther = (endpoints: readonly Endpoint[]): Endpoint | undefined =>
  endpoints.find(({ selected, state }) => !selected && state.kind === 'answers');

const othersEvidence = (endpoints: readonly Endpoint[]): readonly Evidence[] =>
  endpoints
    .filter(({ selected, state }) => !selected && state.kind !== 'missing')
    .map(({ label, id, state }) => ({ source: `${label} at ${id}`, observed: stateWord(state.kind) }));

const stateWord = (kind: Endpoint['state']['kind']): string =>
  kind === 'answers' ? 'answers' : `does not answer (${kind})`;

/** What is wrong with the choice itself, whatever stands behind it. */
const judgeSelection = (selected: SelectedEndpoint, endpoints: readonly Endpoint[]): readonly Finding[] => {
  const { origin, value, resolved, problems } = selected;
  if (resolved.kind === 'context-missing') {
    return [{ code: 'context-missing', subject: value, params: { context: resolved.context, origin } }];
  }
  const suggestion = resolved.kind === 'malformed' ? resolved.suggestion : selected.suggestion;
  const [problem] = problems;
  const dead = selectedOf(endpoints)?.state.kind !== 'answers';
  if (resolved.kind === 'malformed' || (problem !== undefined && dead)) {
    const text = problem === undefined ? 'docker cannot read' : PROBLEMS[problem];
    return [
      { code: 'dockerhost-malformed', subject: value, params: { origin, value, problem: text, suggestion } },
    ];
  }
  return [];
};

const PROBLEMS: Readonly<Record<SelectedEndpoint['problems'][number], string>> = {
  'missing-scheme': 'has no unix:// or tcp:// in front, so that docker takes it for a TCP host name',
  'one-slash': 'has one slash where unix:// has two',
  'http-scheme': 'starts with http, which docker does not accept',
  'unknown-scheme': 'has a scheme that docker does not know',
  'npipe-off-windows': 'names a Windows pipe, which does not exist here',
  'surrounding-space': 'has a space at its start or end',
  'relative-path': 'is a relative path',
  'fd-for-client': 'names a file descriptor, which only the engine itself understands',
  'password-in-url': 'carries a password, which docker does not accept',
  'port-out-of-range': 'has a port that is not between 1 and 65535',
};

const judgeEndpoint = (endpoint: Endpoint | undefined, around: Surroundings): readonly Finding[] => {
  const { selected, endpoints } = around;
  if (endpoint === undefined || selected.problems.length > 0) return [];
  if (endpoint.state.kind === 'answers') return remarks(endpoint, around);
  const other = answeringOther(endpoints);
  if (selected.origin !== 'default' && other !== undefined && isDead(endpoint)) {
    const { origin, value } = selected;
    const params = {
      origin,
      value,
      detail: endpoint.evidence[0].observed,
      working: `${other.label} at ${other.id}`,
    };
    return [{ code: 'dockerhost-stale', subject: value, params }];
  }
  return fault(endpoint, around).map((finding) => ({ ...finding, engine: endpoint.id }));
};

/** Gone, as opposed to present and refusing. */
const isDead = ({ state }: Endpoint): boolean =>
  state.kind === 'missing' ||
  state.kind === 'refused' ||
  state.kind === 'dangling' ||
  state.kind === 'unreachable';

/** What is worth knowing about an engine that answers. */
const remarks = (endpoint: Endpoint, { selected, endpoints }: Surroundings): readonly Finding[] => {
  const standard = endpoints.find(({ id }) => id === `unix://${DEFAULT_SOCKET}`);
  if (selected.context !== undefined && standard?.state.kind === 'missing') {
    const params = { endpoint: endpoint.id, path: DEFAULT_SOCKET };
    return [{ code: 'sock-desktop-default-disabled', subject: endpoint.id, params }];
  }
  return [];
};

const fault = (endpoint: Endpoint, around: Surroundings): readonly Finding[] => {
  const { id, address, state } = endpoint;
  const path = address.kind === 'unix' ? address.path : id;
  switch (state.kind) {
    case 'answers':
      return [];
    case 'missing':
      return [missing(path, around)];
    case 'refused':
      return [{ code: 'sock-stale-refused', subject: path, params: { path } }];
    case 'dangling': {
      const params = { path, target: state.linkTarget, owner: ownerOfLink(state.linkTarget) };
      return [{ code: 'sock-dangling-symlink', subject: path, params }];
    }
    case 'directory':
      return [{ code: 'sock-is-directory', subject: path, params: { path } }];
    case 'not-a-socket':
      return [{ code: 'sock-not-a-socket', subject: path, params: { path, type: state.type } }];
    case 'denied':
      return denied(path, state, around);
    case 'hung':
      return [
        {
          code: 'sock-hung',
          subject: id,
          params: { endpoint: id, afterMs: state.afterMs, ...culprit(around) },
        },
      ];
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

const missing = (path: string, { selected, installation, platform }: Surroundings): Finding => {
  const somethingInstalled = installation.dockerd !== undefined || installation.dockerSnap;
  if (selected.origin !== 'default' || somethingInstalled || installation.podman !== undefined) {
    return { code: 'sock-missing', subject: path, params: { path } };
  }
  return {
    code: 'engine-not-installed',
    subject: 'this host',
    params: { command: installCommand(valueOf(platform)) },
  };
};

const denied = (
  path: string,
  state: Extract<Endpoint['state'], { kind: 'denied' }>,
  { rights }: Surroundings,
): readonly Finding[] => {
  if (state.at === 'directory') {
    return [{ code: 'sock-parent-dir-denied', subject: path, params: { path, directory: state.path } }];
  }
  const denial: Finding = { code: 'sock-denied', subject: path, params: { path } };
  if (isUnavailable(rights) || rights.kind !== 'wrong-owner') return [denial];
  const mode = rights.mode.toString(8).padStart(3, '0');
  return [{ code: 'sock-wrong-owner', subject: path, params: { path, owner: rights.owner, mode } }, denial];
};

/** The stuck process: dockerd before containerd, a halted one before a running one. */
const culprit = ({
  processes,
}: Surroundings): { readonly process: string | undefined; readonly state: string | undefined } => {
  const seen = isUnavailable(processes) ? [] : (processes ?? []);
  const daemons = seen.filter(({ name }) => name === 'dockerd');
  const stuck = daemons.find(({ state }) => state === 'T' || state === 'D') ?? daemons[0];
  return { process: stuck && `dockerd (pid ${stuck.pid})`, state: stuck?.state };
};

const ownerOfLink = (target: string): string | undefined => {
  if (target.includes('/.docker/')) return 'Docker Desktop';
  if (target.includes('/.rd/')) return 'Rancher Desktop';
  if (target.includes('colima')) return 'Colima';
  if (target.includes('/.orbstack/')) return 'OrbStack';
  return target.includes('podman') ? 'Podman' : undefined;
};

const INSTALL: Readonly<Record<string, string>> = {
  debian: 'sudo apt-get install docker.io',
  ubuntu: 'sudo apt-get install docker.io',
  fedora: 'sudo dnf install moby-engine (or podman)',
  rhel: 'sudo dnf install podman',
  centos: 'sudo dnf install podman',
  arch: 'sudo pacman -S docker',
  alpine: 'sudo apk add docker',
  opensuse: 'sudo zypper install docker',
  suse: 'sudo zypper install docker',
};

const installCommand = (platform: Platform | undefined): string => {
  const { id = '', idLike = [] } = platform?.distribution ?? {};
  const known = [id, ...idLike].map((name) => INSTALL[name]).find((command) => command !== undefined);
  return known ?? 'see https://docs.docker.com/engine/install/';
};
