import { ifAvailable, unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence } from '#core/finding';
import { propose } from '#core/fix';
import { dockerContexts } from '#facts/docker-contexts';
import { type Endpoint, endpoints } from '#facts/endpoints';
import { engineContainers } from '#facts/engine-containers';
import { engineInUse, isDockerAbsent, notLookedThrough } from '#facts/engine-in-use';
import { engineInfo } from '#facts/engine-info';
import { engineProcesses } from '#facts/engine-processes';
import { engineService } from '#facts/engine-service';
import { engineVersion } from '#facts/engine-version';
import { identity } from '#facts/identity';
import { installation } from '#facts/installation';
import { isDefaultSocket } from '#facts/local-socket';
import { memoryWhenHung } from '#facts/memory-when-hung';
import { platform } from '#facts/platform';
import { DEFAULT_SOCKET, type SelectedEndpoint, selectedEndpoint } from '#facts/selected-endpoint';
import { serviceManager } from '#facts/service-manager';
import { shellSettings } from '#facts/shell-settings';
import { socketRights } from '#facts/socket-rights';
import { unsetDockerHost } from '#fixes/unset-docker-host';
import { useDefaultContext } from '#fixes/use-default-context';
import { socketCodes } from './socket.codes.ts';
import { fault } from './socket.faults.ts';
import { memoryEvidence } from './socket.memory.ts';
import { deadText } from './socket.states.ts';
import type { Finding, Surroundings } from './socket.surroundings.ts';

export const accessSocket = defineCheck({
  id: 'access/socket',
  title: 'Engine socket is reachable',
  about:
    'The docker CLI prints one sentence for a missing socket, a dead listener, a directory and a refusal, and waits for ever on a frozen engine. This check opens the socket itself and tells them apart.',
  symptoms: [
    'Cannot connect to the Docker daemon',
    'docker commands hang and never return',
    'docker is not installed',
    'the wrong engine answers, or none (DOCKER_HOST, contexts)',
    'remote API with or without TLS',
  ],
  needs: {
    selected: selectedEndpoint,
    endpoints,
    contexts: optional(dockerContexts),
    installation,
    platform: optional(platform),
    manager: optional(serviceManager),
    rights: optional(socketRights),
    service: optional(engineService),
    processes: optional(engineProcesses),
    memory: optional(memoryWhenHung),
    identity,
    shell: optional(shellSettings),
  },
  explains: [engineInUse, engineInfo, engineVersion, engineContainers],
  codes: socketCodes,
  applies: (needs) => {
    const endpoint = selectedOf(needs.endpoints);
    if (endpoint === undefined || !isDockerAbsent(endpoint, needs.selected, needs.installation)) return true;
    if (needs.installation.podman === undefined || answeringOther(needs.endpoints) !== undefined) return true;
    return 'Docker Engine is not installed, and Podman works without a socket';
  },
  evaluate: (needs) => {
    const { selected, endpoints } = needs;
    const endpoint = selectedOf(endpoints);
    const first: Evidence = { source: `endpoint (${selected.origin})`, observed: selected.value };
    const evidence: [Evidence, ...Evidence[]] = [
      first,
      ...(endpoint?.evidence ?? []),
      ...othersEvidence(endpoints),
      ...memoryEvidence(needs.memory),
    ];
    const findings = [...judgeSelection(needs), ...judgeEndpoint(endpoint, needs), ...overridden(needs)];
    if (selected.resolved.kind !== 'unsupported') return { evidence, findings };
    const detail = notLookedThrough(selected.resolved.scheme);
    return {
      evidence,
      findings,
      missing: unavailable('unreachable', `connect ${selected.value}`, detail, { origin: engineInUse.id }),
    };
  },
});

const selectedOf = (endpoints: readonly Endpoint[]): Endpoint | undefined =>
  endpoints.find(({ selected }) => selected);

const answeringOther = (endpoints: readonly Endpoint[]): Endpoint | undefined =>
  endpoints.find(({ selected, state }) => !selected && state.kind === 'answers');

const othersEvidence = (endpoints: readonly Endpoint[]): readonly Evidence[] =>
  endpoints
    .filter(({ selected, state }) => !selected && state.kind !== 'missing')
    .map(({ label, id, state }) => ({ source: `${label} at ${id}`, observed: deadText(state) }));

/** What is wrong with the choice itself, whatever stands behind it. */
const judgeSelection = ({ selected, endpoints, contexts }: Surroundings): readonly Finding[] => {
  const { origin, value, resolved } = selected;
  if (resolved.kind === 'context-missing') {
    return [
      {
        code: 'context-missing',
        subject: value,
        params: { context: resolved.context, origin, existing: existing(contexts) },
        fixes: contextFixes(selected),
      },
    ];
  }
  const suggestion = resolved.kind === 'malformed' ? resolved.suggestion : selected.suggestion;
  const problem = misread(selected);
  const dead = selectedOf(endpoints)?.state.kind !== 'answers';
  if (resolved.kind === 'malformed' || (problem !== undefined && dead)) {
    const text = PROBLEMS[problem ?? ''] ?? 'docker cannot read';
    return [
      { code: 'dockerhost-malformed', subject: value, params: { origin, value, problem: text, suggestion } },
    ];
  }
  return [];
};

const existing = (contexts: Surroundings['contexts']): readonly string[] => [
  'default',
  ...(ifAvailable(contexts) ?? []).map(({ name }) => name).filter((name) => name !== 'default'),
];

/** What makes docker go elsewhere than the person meant. Spaces it takes off by itself, a password over TCP it
 *  passes over, and a bare `host:port` it understands. */
const misread = ({ problems, suggestion }: SelectedEndpoint): string | undefined => {
  const isHostAndPort = suggestion?.startsWith('tcp://') === true;
  return problems.find(
    (problem) =>
      problem !== 'surrounding-space' &&
      problem !== 'password-in-url' &&
      !(problem === 'missing-scheme' && isHostAndPort),
  );
};

const overridden = (around: Surroundings): readonly Finding[] => {
  const { origin, value, overrides: context } = around.selected;
  if (origin !== 'DOCKER_HOST' || context === undefined) return [];
  const params = { value, context };
  return [{ code: 'dockerhost-overrides-context', subject: value, params, fixes: choiceFixes(around) }];
};

/** Only a choice that docker itself keeps can be changed for the person; a variable of their shell cannot. */
const contextFixes = ({ origin, context, resolved }: SelectedEndpoint): NonNullable<Finding['fixes']> => {
  if (origin !== 'currentContext') return [];
  const from = resolved.kind === 'context-missing' || context === undefined ? {} : { from: context };
  return [propose(useDefaultContext, from)];
};

/** Whoever set DOCKER_HOST in a start-up file of their own can have the line switched off. */
const choiceFixes = ({ selected, shell, identity }: Surroundings): NonNullable<Finding['fixes']> => {
  if (selected.origin !== 'DOCKER_HOST') return contextFixes(selected);
  const setting = ifAvailable(shell);
  const user = identity.userName;
  return setting === undefined || user === undefined ? [] : [propose(unsetDockerHost, { ...setting, user })];
};

const PROBLEMS: Readonly<Record<string, string>> = {
  'missing-scheme': 'has no unix:// or tcp:// in front, so that docker takes it for a TCP host name',
  'one-slash': 'has one slash where unix:// has two',
  'http-scheme': 'starts with http, which docker does not accept',
  'unknown-scheme': 'has a scheme that docker does not know',
  'npipe-off-windows': 'names a Windows pipe, which does not exist here',
  'relative-path': 'is a relative path',
  'fd-for-client': 'names a file descriptor, which only the engine itself understands',
  'password-in-url': 'carries a password, which docker does not accept there',
  'port-out-of-range': 'has a port that is not between 1 and 65535',
};

const judgeEndpoint = (endpoint: Endpoint | undefined, around: Surroundings): readonly Finding[] => {
  const { selected, endpoints } = around;
  if (endpoint === undefined) return [];
  if (endpoint.state.kind === 'answers') return remarks(endpoint, around);
  if (misread(selected) !== undefined) return [];
  const other = answeringOther(endpoints);
  if (other !== undefined && isDockerAbsent(endpoint, selected, around.installation)) return [];
  if (isPointedElsewhere(endpoint, selected) && other !== undefined && isDead(endpoint)) {
    const { origin, value } = selected;
    const params = {
      origin,
      value,
      detail: deadText(endpoint.state),
      working: `${other.label} at ${other.id}`,
      example: other.id,
    };
    return [{ code: 'dockerhost-stale', subject: value, params, fixes: choiceFixes(around) }];
  }
  return fault(endpoint, around).map((finding) => ({ ...finding, engine: endpoint.id }));
};

/** Taking the setting away would lead to another engine. */
const isPointedElsewhere = ({ address }: Endpoint, { origin }: SelectedEndpoint): boolean =>
  origin !== 'default' && !(address.kind === 'unix' && isDefaultSocket(address.path));

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
