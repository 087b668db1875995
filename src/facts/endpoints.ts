import { ifAvailable, isUnavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { ServiceManager } from '#core/fix';
import { describeAddress, type EngineAddress, type Identity, type ReadableHost } from '#core/host';
import { type DockerContext, dockerContexts } from './docker-contexts.ts';
import { type EndpointProbe, probeEndpoint } from './endpoint-state.ts';
import { identity } from './identity.ts';
import { DEFAULT_SOCKET, resolveContextAddress, selectedEndpoint } from './selected-endpoint.ts';
import { serviceManager } from './service-manager.ts';
import { probeUntilStarted } from './starting-engine.ts';

/** One place where an engine may listen, and what it answered. */
export interface Endpoint extends EndpointProbe {
  /** `unix:///var/run/docker.sock`: the name by which findings refer to it. */
  readonly id: string;
  readonly address: EngineAddress;
  /** What usually listens there: `Docker`, `rootless Podman`, `context "colima"`. */
  readonly label: string;
  readonly selected: boolean;
}

export const endpoints = defineFact({
  id: 'endpoints',
  summary: 'every place where an engine may listen, each with its own answer',
  needs: {
    identity,
    selectedEndpoint,
    dockerContexts: optional(dockerContexts),
    serviceManager: optional(serviceManager),
  },
  timeoutMs: 14_000,
  collect: async (host, needs): Promise<readonly Endpoint[]> => {
    const { identity, selectedEndpoint, dockerContexts } = needs;
    const manager = ifAvailable(needs.serviceManager);
    const contexts = isUnavailable(dockerContexts) ? [] : dockerContexts;
    const { resolved } = selectedEndpoint;
    const chosen = resolved.kind === 'address' ? resolved.address : undefined;
    const places = distinct([
      ...(chosen === undefined ? [] : [{ address: chosen, label: 'the selected engine' }]),
      ...usualPlaces(identity),
      ...contexts.flatMap(contextPlace),
    ]);
    const selectedId = chosen === undefined ? undefined : describeAddress(chosen);
    const probed = await Promise.all(places.map((place) => probePlace(host, place, selectedId, manager)));
    return probed.filter(isWorthKeeping);
  },
});

/** Places that do not exist say nothing, but for the selected one and the default one. */
const isWorthKeeping = ({ selected, state, id }: Endpoint): boolean =>
  selected || state.kind !== 'missing' || id === `unix://${DEFAULT_SOCKET}`;

interface Place {
  readonly address: EngineAddress;
  readonly label: string;
}

const probePlace = async (
  host: ReadableHost,
  place: Place,
  selectedId: string | undefined,
  manager: ServiceManager | undefined,
): Promise<Endpoint> => {
  const id = describeAddress(place.address);
  const selected = id === selectedId;
  const probe = selected
    ? await probeUntilStarted(host, place.address, manager)
    : await probeEndpoint(host, place.address);
  return { ...place, id, selected, ...probe };
};

const distinct = (places: readonly Place[]): readonly Place[] => {
  const byId = new Map<string, Place>();
  for (const place of places) {
    const id = describeAddress(place.address);
    const known = byId.get(id);
    if (known === undefined || known.label === 'the selected engine') byId.set(id, place);
  }
  return [...byId.values()];
};

const contextPlace = ({ name, host, tls }: DockerContext): readonly Place[] => {
  const address = resolveContextAddress(host, tls);
  return address === undefined ? [] : [{ address, label: `context "${name}"` }];
};

const usualPlaces = ({ home, environment, uid }: Identity): readonly Place[] => {
  const runtime = environment['XDG_RUNTIME_DIR'] || (uid === 0 ? undefined : `/run/user/${uid}`);
  const at = (path: string, label: string): Place => ({ address: { kind: 'unix', path }, label });
  return [
    at(DEFAULT_SOCKET, 'Docker'),
    at('/run/podman/podman.sock', 'Podman'),
    ...(runtime === undefined
      ? []
      : [
          at(`${runtime}/docker.sock`, 'rootless Docker'),
          at(`${runtime}/podman/podman.sock`, 'rootless Podman'),
        ]),
    ...(home === undefined ? [] : IN_HOME.map(([path, label]) => at(`${home}/${path}`, label))),
  ];
};

const IN_HOME: readonly (readonly [path: string, label: string])[] = [
  ['.docker/run/docker.sock', 'Docker Desktop'],
  ['.docker/desktop/docker.sock', 'Docker Desktop'],
  ['.colima/default/docker.sock', 'Colima'],
  ['.colima/docker.sock', 'Colima'],
  ['.config/colima/default/docker.sock', 'Colima'],
  ['.rd/docker.sock', 'Rancher Desktop'],
  ['.orbstack/run/docker.sock', 'OrbStack'],
  ['.lima/docker/sock/docker.sock', 'Lima'],
];
