import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { Identity } from '#core/host';
import { type Endpoint, endpoints } from './endpoints.ts';
import { engineInUse, isDockerAbsent } from './engine-in-use.ts';
import { identity } from './identity.ts';
import { installation } from './installation.ts';
import { selectedEndpoint } from './selected-endpoint.ts';

/** How Podman is used here. */
export interface PodmanUse {
  readonly program: string;
  /** It is this user's own, in a user namespace, and not root's. */
  readonly rootless: boolean;
  /** The socket that leads to it, whatever its state; absent where Podman is used without one. */
  readonly endpoint?: Endpoint;
}

/** Podman is meant where its socket was chosen, or where nobody chose anything and there is no Docker. On a host of Docker's it may be
 *  installed as well, and nobody is to hear of it. */
export const podmanUse = defineFact({
  id: 'podman-use',
  summary: 'whether Podman is what this user means to use',
  needs: { identity, installation, endpoints, selectedEndpoint, engineInUse: optional(engineInUse) },
  collect: async (_host, needs): Promise<PodmanUse | Unavailable> => {
    const { identity, installation, endpoints, selectedEndpoint, engineInUse } = needs;
    const { podman: program } = installation;
    if (program === undefined) return notHere('Podman is not installed');
    const selected = endpoints.find((endpoint) => endpoint.selected);
    if (selected !== undefined && isPodmans(selected)) return through(selected, program, identity);
    if (selected === undefined || !isDockerAbsent(selected, selectedEndpoint, installation))
      return notHere('Podman is not the engine that is used here');
    const found = isUnavailable(engineInUse) ? undefined : endpoints.find(({ id }) => id === engineInUse.id);
    if (found === undefined) return { program, rootless: identity.uid !== 0 };
    return isPodmans(found)
      ? through(found, program, identity)
      : notHere('Podman is not the engine that is used here');
  },
});

const notHere = (detail: string): Unavailable => unavailable('not-here', 'engine in use', detail);

const isPodmans = ({ address, state }: Endpoint): boolean =>
  state.kind === 'answers'
    ? state.engine === 'podman'
    : address.kind === 'unix' && address.path.endsWith('/podman/podman.sock');

const through = (endpoint: Endpoint, program: string, identity: Identity): PodmanUse | Unavailable => {
  const { address } = endpoint;
  if (address.kind !== 'unix') return notHere('The Podman in use is on another machine');
  return { program, rootless: isOwn(address.path, endpoint, identity), endpoint };
};

const isOwn = (path: string, { stat }: Endpoint, { uid, environment }: Identity): boolean => {
  const runtime = environment['XDG_RUNTIME_DIR'] || `/run/user/${uid}`;
  return uid !== 0 && (stat?.uid === uid || path.startsWith(`${runtime}/`));
};
