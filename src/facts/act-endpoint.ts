import { ifAvailable, isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import { describeAddress, type EngineAddress, type Identity, type ReadableHost } from '#core/host';
import { type EngineInfo, parseEngineInfo } from '#parse/engine-api';
import { actInstallation } from './act-installation.ts';
import { type EndpointProbe, probeEndpoint } from './endpoint-state.ts';
import { type Endpoint, endpoints } from './endpoints.ts';
import { askEngine } from './engine-answers.ts';
import { type EngineInUse, engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { identity } from './identity.ts';
import { DEFAULT_SOCKET, resolveContextAddress, selectedEndpoint } from './selected-endpoint.ts';

/** The engine that act itself would take, which need not be the one that docker takes. */
export interface ActEndpoint {
  readonly origin: 'DOCKER_HOST' | 'empty DOCKER_HOST' | 'first socket found' | 'nothing found';
  /** `unix:///var/run/docker.sock`; as given where it cannot be read. Empty where act finds nothing. */
  readonly id: string;
  readonly address?: EngineAddress;
  readonly probe?: EndpointProbe;
  /** What act's engine says of itself, when it answers. */
  readonly info?: EngineInfo;
  /** Whether it is the engine that docker uses; `unknown` where one of them does not tell. */
  readonly relation: 'same' | 'other' | 'unknown';
  /** Another engine that answers on this host: docker's own before all others. */
  readonly working?: Pick<Endpoint, 'id' | 'label'>;
  /** No engine answers anywhere on this host (then act's trouble is the engine's), or act goes where
   *  dockmedic cannot (`ssh://`). */
  readonly obstacle?: Unavailable;
}

/** `undefined`: act is not installed. */
export const actEndpoint = defineFact({
  id: 'act-endpoint',
  summary: 'the engine that act would pick by its own rules',
  needs: {
    actInstallation,
    identity,
    endpoints,
    selectedEndpoint,
    engineInUse: optional(engineInUse),
    engineInfo: optional(engineInfo),
  },
  timeoutMs: 8000,
  collect: async (host, needs): Promise<ActEndpoint | undefined> => {
    if (needs.actInstallation === undefined) return undefined;
    const inUse = ifAvailable(needs.engineInUse);
    const choice = await choose(host, needs.identity, needs.selectedEndpoint.resolved);
    const id = choice.address === undefined ? choice.value : describeAddress(choice.address);
    const probe = await probeOf(host, choice.address, id, needs.endpoints);
    const working = workingBeside(id, inUse, needs.endpoints);
    const answers = probe?.state.kind === 'answers';
    const isBeyondUs = choice.value.startsWith('ssh://');
    const isLost = !answers && working === undefined && !isDeniedByPodman(probe, choice.address);
    const info = answers ? await infoOf(host, id, choice.address, inUse, needs.engineInfo) : undefined;
    return {
      origin: choice.origin,
      id,
      ...(choice.address === undefined ? {} : { address: choice.address }),
      ...(probe === undefined ? {} : { probe }),
      ...(info === undefined ? {} : { info }),
      relation: relate(id, info, inUse, ifAvailable(needs.engineInfo)),
      ...(working === undefined ? {} : { working }),
      ...(isLost || isBeyondUs ? { obstacle: nothingAnswers(id, probe) } : {}),
    };
  },
});

interface Choice {
  readonly origin: ActEndpoint['origin'];
  readonly value: string;
  readonly address?: EngineAddress;
}

/** act's `socketLocation`: DOCKER_HOST when it is set, even to nothing; otherwise the first path that is
 *  there, whatever it is. Contexts do not count. An empty address means the default one to its client. */
const choose = async (
  host: ReadableHost,
  { environment, home = '' }: Identity,
  selected: { readonly kind: string; readonly address?: EngineAddress },
): Promise<Choice> => {
  const value = environment['DOCKER_HOST'];
  if (value === '') return { origin: 'empty DOCKER_HOST', value, address: at(DEFAULT_SOCKET) };
  if (value !== undefined) {
    // What docker resolved has the TLS files with it.
    const resolved = resolveContextAddress(value, undefined);
    const isSame = resolved !== undefined && sameAddress(resolved, selected.address);
    const address = isSame ? selected.address : resolved;
    return { origin: 'DOCKER_HOST', value, ...(address === undefined ? {} : { address }) };
  }
  const places = searched(home, environment['XDG_RUNTIME_DIR'] ?? '');
  const stats = await Promise.all(places.map((path) => host.lstat(path)));
  const path = places.find((_path, index) => !isUnavailable(stats[index]));
  return path === undefined
    ? { origin: 'nothing found', value: '' }
    : { origin: 'first socket found', value: path, address: at(path) };
};

const at = (path: string): EngineAddress => ({ kind: 'unix', path });

const sameAddress = (one: EngineAddress, other: EngineAddress | undefined): boolean =>
  other !== undefined && describeAddress(one) === describeAddress(other);

/** The order of act 0.2.87 (pkg/container/docker_socket.go), less the Windows pipe. */
const searched = (home: string, runtime: string): readonly string[] => [
  DEFAULT_SOCKET,
  '/run/podman/podman.sock',
  `${home}/.colima/docker.sock`,
  `${runtime}/docker.sock`,
  `${runtime}/podman/podman.sock`,
  `${home}/.docker/run/docker.sock`,
];

const probeOf = async (
  host: ReadableHost,
  address: EngineAddress | undefined,
  id: string,
  endpoints: readonly Endpoint[],
): Promise<EndpointProbe | undefined> =>
  address === undefined
    ? undefined
    : (endpoints.find((one) => one.id === id) ?? (await probeEndpoint(host, address)));

const workingBeside = (
  id: string,
  inUse: EngineInUse | undefined,
  endpoints: readonly Endpoint[],
): ActEndpoint['working'] => {
  const answering = endpoints.filter((one) => one.id !== id && one.state.kind === 'answers');
  const best = answering.find((one) => one.id === inUse?.id) ?? answering[0];
  return best === undefined ? undefined : { id: best.id, label: best.label };
};

/** podman-docker links Docker's socket to Podman's, which belongs to root. */
export const isDeniedByPodman = (
  probe: EndpointProbe | undefined,
  address: EngineAddress | undefined,
): boolean =>
  probe?.state.kind === 'denied' &&
  [probe.lstat?.linkTarget, address?.kind === 'unix' ? address.path : undefined].some((path) =>
    path?.includes('/podman'),
  );

const nothingAnswers = (id: string, probe: EndpointProbe | undefined): Unavailable => {
  const seen = probe?.evidence[0];
  const source = seen?.source ?? `connect ${id || 'any engine'}`;
  return unavailable('unreachable', source, seen?.observed ?? 'no engine answers', {
    origin: engineInUse.id,
  });
};

const infoOf = async (
  host: ReadableHost,
  id: string,
  address: EngineAddress | undefined,
  inUse: EngineInUse | undefined,
  known: EngineInfo | Unavailable,
): Promise<EngineInfo | undefined> => {
  if (address === undefined) return undefined;
  const answer = id === inUse?.id ? known : await askEngine(host, address, '/info', parseEngineInfo);
  return ifAvailable(answer);
};

/** Two addresses may lead to one engine; its ID tells. */
const relate = (
  id: string,
  info: EngineInfo | undefined,
  inUse: EngineInUse | undefined,
  theirs: EngineInfo | undefined,
): ActEndpoint['relation'] => {
  if (id === inUse?.id) return 'same';
  if (info?.ID === undefined || theirs?.ID === undefined) return 'unknown';
  return info.ID === theirs.ID ? 'same' : 'other';
};
