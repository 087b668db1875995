import { isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import { code, type Evidence } from '#core/finding';
import { propose } from '#core/fix';
import { installation } from '#facts/installation';
import { type PodmanSocketUnit, podmanSocketUnit } from '#facts/podman-socket-unit';
import { podmanUse } from '#facts/podman-use';
import { enablePodmanSocket } from '#fixes/enable-podman-socket';

export const podmanApiSocket = defineCheck({
  id: 'podman/api-socket',
  title: "Podman's API socket is on where it is wanted",
  about:
    'Podman needs no daemon, and its socket for docker clients is off until somebody switches it on. Clients then say that the Docker daemon does not run.',
  symptoms: ['Cannot connect to Podman', 'docker is really Podman'],
  needs: { use: podmanUse, installation, unit: optional(podmanSocketUnit) },
  codes: {
    'podman-socket-disabled': code<{
      readonly path: string;
      readonly manager: 'systemd' | 'systemd-user';
      readonly state: string;
    }>({
      severity: 'error',
      message: ({ path, state }) =>
        `Clients are told to use Podman at ${path}, but podman.socket, which makes that socket, is ${state}.`,
      cause: ({ state }) =>
        state === 'masked'
          ? 'Somebody masked the unit, so that nothing can start it.'
          : 'Podman needs no daemon, and its package leaves the socket off until it is asked for.',
      consequence: () =>
        'docker, compose and act say that the Docker daemon does not run; podman itself works.',
      remedy: ({ manager, state }) => {
        const systemctl = manager === 'systemd' ? 'sudo systemctl' : 'systemctl --user';
        const unmask = state === 'masked' ? `${systemctl} unmask podman.socket, then ` : '';
        return `${unmask}${systemctl} enable --now podman.socket`;
      },
      leadsTo: ['sock-missing', 'sock-stale-refused', 'sock-dangling-symlink', 'dockerhost-stale'],
    }),
    'podman-docker-shim': code<{ readonly path: string }>({
      severity: 'info',
      message: ({ path }) => `${path} is a script that runs podman.`,
      cause: () => 'The package podman-docker puts it there for programs that call docker.',
      consequence: () =>
        'Contexts, swarm and buildx do not exist behind it, and it heeds DOCKER_HOST only in part; programs that open a socket themselves need podman.socket.',
      remedy: () => 'Nothing needs to be done. /etc/containers/nodocker silences its notice.',
    }),
  },
  evaluate: ({ use: { program, endpoint }, unit, installation: { dockerCli, dockerCliIsPodman } }) => {
    const used: Evidence = {
      source: program,
      observed: endpoint === undefined ? 'used without a socket' : `used through ${endpoint.id}`,
    };
    const shim =
      dockerCliIsPodman && dockerCli !== undefined
        ? [{ code: 'podman-docker-shim', subject: dockerCli, params: { path: dockerCli } } as const]
        : [];
    return {
      evidence: [used, ...(endpoint?.evidence ?? []), ...unitEvidence(unit)],
      findings: [...judgeUnit(unit, endpoint), ...shim],
      ...(isUnavailable(unit) ? { missing: unit } : {}),
    };
  },
});

type Unit = PodmanSocketUnit | undefined | Unavailable;
interface Place {
  readonly id: string;
  readonly state: { readonly kind: string };
}

/** Nobody makes the socket: it is gone, or nobody listens on what is left of it. */
const GONE: ReadonlySet<string> = new Set(['missing', 'refused', 'dangling']);

const judgeUnit = (found: Unit, endpoint: Place | undefined) => {
  if (found === undefined || isUnavailable(found) || endpoint === undefined) return [];
  const { manager, unit } = found;
  const isOff = unit.activeState === 'inactive' || unit.activeState === 'failed';
  const isMasked = unit.loadState === 'masked';
  if (!GONE.has(endpoint.state.kind) || !isOff || !(isMasked || unit.loadState === 'loaded')) return [];
  const path = endpoint.id.replace('unix://', '');
  const state = isMasked ? 'masked' : [unit.activeState, unit.unitFileState].filter(Boolean).join(' and ');
  return [
    {
      code: 'podman-socket-disabled',
      subject: path,
      params: { path, manager, state },
      engine: endpoint.id,
      fixes: isMasked ? [] : [propose(enablePodmanSocket, { manager })],
    } as const,
  ];
};

const unitEvidence = (found: Unit): readonly Evidence[] => {
  if (found === undefined) return [];
  if (isUnavailable(found)) return [{ source: found.source, observed: found.detail }];
  const { loadState, activeState, unitFileState } = found.unit;
  const source = `systemctl ${found.manager === 'systemd' ? '' : '--user '}show podman.socket`;
  return [{ source, observed: [loadState, activeState, unitFileState].filter(Boolean).join(', ') }];
};
