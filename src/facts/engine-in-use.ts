import { type Unavailable, unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { EngineAddress } from '#core/host';
import { type Endpoint, endpoints } from './endpoints.ts';
import { type Installation, installation } from './installation.ts';
import { type SelectedEndpoint, selectedEndpoint } from './selected-endpoint.ts';

/** The engine that the other facts ask: the selected one, or, where nobody selected any and Docker's default
 *  socket does not exist, a Podman or other engine that answers. */
export interface EngineInUse {
  readonly id: string;
  readonly address: EngineAddress;
  readonly engine: 'docker' | 'podman';
  readonly apiVersion: string | undefined;
  /** How it came to be used. */
  readonly via: 'selected' | 'found';
  readonly label: string;
}

export const engineInUse = defineFact({
  id: 'engine-in-use',
  summary: 'the engine that answers',
  needs: { endpoints, selectedEndpoint, installation },
  collect: async (
    _host,
    { endpoints, selectedEndpoint, installation },
  ): Promise<EngineInUse | Unavailable> => {
    const selected = endpoints.find((endpoint) => endpoint.selected);
    const found = answering(selected, 'selected');
    if (found !== undefined) return found;
    if (selected === undefined || !isDockerAbsent(selected, selectedEndpoint, installation))
      return notAnswering(selected, selectedEndpoint);
    const other = endpoints.map((endpoint) => answering(endpoint, 'found')).find((one) => one !== undefined);
    return other ?? withoutSocket(installation) ?? notAnswering(selected, selectedEndpoint);
  },
});

/** Nobody chose Docker, its socket does not exist, and it is not installed: another engine is the one of this
 *  host, if there is any. */
export const isDockerAbsent = (
  { state }: Endpoint,
  { origin }: SelectedEndpoint,
  { dockerd, dockerSnap }: Installation,
): boolean => origin === 'default' && state.kind === 'missing' && dockerd === undefined && !dockerSnap;

/** Podman alone needs no socket, so that the lack of one is no lack. */
const withoutSocket = ({ podman }: Installation): Unavailable | undefined =>
  podman === undefined
    ? undefined
    : unavailable(
        'not-here',
        'API socket of an engine',
        'Docker Engine is not installed, and Podman works without a socket',
      );

const answering = (endpoint: Endpoint | undefined, via: EngineInUse['via']): EngineInUse | undefined => {
  if (endpoint?.state.kind !== 'answers') return undefined;
  const { id, address, label, state } = endpoint;
  return { id, address, label, via, engine: state.engine, apiVersion: state.apiVersion };
};

const notAnswering = (endpoint: Endpoint | undefined, { value, resolved }: SelectedEndpoint): Unavailable => {
  if (endpoint === undefined) return unavailable('unreachable', `connect ${value}`, whyNoAddress(resolved));
  const [first] = endpoint.evidence;
  return unavailable('unreachable', first.source, first.observed);
};

const whyNoAddress = (resolved: SelectedEndpoint['resolved']): string =>
  resolved.kind === 'unsupported' ? notLookedThrough(resolved.scheme) : 'no usable engine address';

/** What every row says that needs an engine where only docker can go. */
export const notLookedThrough = (scheme: string): string => `dockmedic cannot look through ${scheme}:// yet`;
