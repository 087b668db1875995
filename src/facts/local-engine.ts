import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import { dockerUnits } from './docker-units.ts';
import type { EndpointState } from './endpoint-state.ts';
import { type Endpoint, endpoints } from './endpoints.ts';
import { installation } from './installation.ts';
import { isDefaultSocket, isRootlessSocket, socketPathOf } from './local-socket.ts';
import { type PidFile, pidFile } from './pid-file.ts';
import { DEFAULT_SOCKET, selectedEndpoint } from './selected-endpoint.ts';
import { type DockerUnits, isFailing } from './units-of-docker.ts';

/** The Docker Engine of this host, which its units and its daemon.json are about: the one on the default socket,
 *  or the user's own where that is the selected one. */
export interface LocalEngine {
  /** Id of its endpoint; findings about it carry this. */
  readonly id: string;
  readonly installed: boolean;
  /** docker would talk to it. When not, nobody here needs it to run. */
  readonly selected: boolean;
  readonly rootless: boolean;
  readonly state: EndpointState['kind'];
  /** `runs`: there is a process, but no answer. `unknown`: the socket may not be opened and nothing else tells. */
  readonly activity: 'answers' | 'runs' | 'starting' | 'stopped' | 'unknown';
}

export const localEngine = defineFact({
  id: 'local-engine',
  summary: 'whether the Docker Engine of this host is installed, used and running',
  needs: {
    selectedEndpoint,
    endpoints,
    installation,
    dockerUnits: optional(dockerUnits),
    pidFile: optional(pidFile),
  },
  collect: async (_host, needs): Promise<LocalEngine> => {
    const units = isUnavailable(needs.dockerUnits) ? undefined : needs.dockerUnits;
    const chosen = socketPathOf(needs.selectedEndpoint);
    const rootless = isRootlessSocket(chosen);
    const selected = rootless || isDefaultSocket(chosen);
    const endpoint = needs.endpoints.find((one) => (selected ? one.selected : isStandard(one)));
    const state = endpoint?.state.kind ?? 'missing';
    return {
      id: endpoint?.id ?? `unix://${DEFAULT_SOCKET}`,
      installed:
        needs.installation.dockerd !== undefined ||
        needs.installation.dockerSnap ||
        units?.docker !== undefined,
      selected,
      rootless,
      state,
      activity: activityOf(state, rootless ? undefined : units, rootless ? undefined : needs.pidFile),
    };
  },
});

const isStandard = ({ address }: Endpoint): boolean =>
  address.kind === 'unix' && isDefaultSocket(address.path);

const activityOf = (
  state: EndpointState['kind'],
  units: DockerUnits | undefined,
  pid: PidFile | undefined | Unavailable,
): LocalEngine['activity'] => {
  if (state === 'answers') return 'answers';
  // systemd holds the socket of an engine that it starts again and again: clients are let in, and nobody answers.
  if (units?.docker?.activeState === 'activating' && isFailing(units.docker)) return 'stopped';
  const unit = units?.docker?.activeState;
  const isAlive = pid !== undefined && !isUnavailable(pid) && pid.comm === 'dockerd';
  // It gave up while we waited for an answer.
  if (state === 'hung') return unit === 'failed' && !isAlive ? 'stopped' : 'runs';
  if (unit === 'active' || unit === 'reloading') return 'runs';
  if (unit === 'activating') return 'starting';
  if (isAlive) return 'runs';
  const isTold = unit === 'inactive' || unit === 'failed' || GONE.has(state);
  return isTold ? 'stopped' : 'unknown';
};

/** Nobody listens there, as far as can be seen without asking. */
const GONE: ReadonlySet<EndpointState['kind']> = new Set([
  'missing',
  'refused',
  'dangling',
  'directory',
  'not-a-socket',
]);
