import { isUnavailable } from '#core/answer';
import type { Evidence, FindingOf } from '#core/finding';
import { type ProposalRequest, propose } from '#core/fix';
import type { Identity } from '#core/host';
import type { ActrcFile } from '#facts/act-config';
import { type ActEndpoint, isDeniedByPodman } from '#facts/act-endpoint';
import type { Platform } from '#facts/platform';
import { runsHere } from '#facts/storage-directories';
import { setActOption } from '#fixes/set-act-option';
import type { compatibilityCodes } from './compatibility.codes.ts';

type Finding = FindingOf<typeof compatibilityCodes>;

interface Surroundings {
  readonly endpoint: ActEndpoint;
  readonly config: readonly ActrcFile[];
  readonly identity: Identity;
  readonly platform: Platform;
}

export const endpointEvidence = ({ origin, id, probe, relation }: ActEndpoint): readonly Evidence[] => [
  { source: `engine that act picks (${origin})`, observed: id === '' ? 'none' : id },
  ...(probe?.evidence ?? []),
  ...(relation === 'same' ? [{ source: "compared with docker's engine", observed: 'the same' }] : []),
];

/** Which engine act would take, and whether it gets there. */
export const judgeEndpoint = (around: Surroundings): readonly Finding[] => {
  const { endpoint, identity } = around;
  const { id, probe, address, working, obstacle, relation, origin } = endpoint;
  if (obstacle !== undefined) return [];
  if (probe?.state.kind === 'answers') {
    // Who sets DOCKER_HOST, or names an engine to dockmedic, has chosen; two engines are then no surprise.
    const isChosen = origin === 'DOCKER_HOST' || Object.keys(identity.engineFlags).length > 0;
    return relation === 'other' && !isChosen && working !== undefined
      ? [wrongEngine(endpoint, working)]
      : judgeMount(around);
  }
  if (isDeniedByPodman(probe, address)) {
    const runtimeDirectory = identity.environment['XDG_RUNTIME_DIR'] || `/run/user/${identity.uid}`;
    return [{ code: 'act-rootless-podman', subject: id, params: { found: id, runtimeDirectory } }];
  }
  if (working === undefined) return [];
  return [
    origin === 'first socket found' || origin === 'empty DOCKER_HOST'
      ? deadFirst(endpoint, working)
      : wrongEngine(endpoint, working),
  ];
};

type Working = NonNullable<ActEndpoint['working']>;

const detailOf = ({ probe }: ActEndpoint): string => probe?.evidence[0].observed ?? 'not understood';

const wrongEngine = (endpoint: ActEndpoint, working: Working): Finding => {
  const { id, origin, probe } = endpoint;
  const answers = probe?.state.kind === 'answers';
  return {
    code: 'act-wrong-engine',
    subject: id || 'act',
    severity: answers ? 'warning' : 'error',
    params: {
      found: id || undefined,
      origin,
      detail: answers || id === '' ? undefined : detailOf(endpoint),
      working: working.id,
      workingLabel: working.label,
    },
  };
};

const deadFirst = (endpoint: ActEndpoint, working: Working): Finding => ({
  code: 'act-dangling-first-socket',
  subject: endpoint.id,
  params: {
    first: endpoint.id,
    isFound: endpoint.origin === 'first socket found',
    detail: detailOf(endpoint),
    working: working.id,
  },
});

/** A socket of this side means nothing inside the virtual machine in which the engine runs; Docker's own path
 *  does, since the engine has its socket there too. */
const judgeMount = ({ endpoint, config, platform }: Surroundings): readonly Finding[] => {
  const { address, info } = endpoint;
  if (address?.kind !== 'unix' || info === undefined || isDockersPath(address.path)) return [];
  if (runsHere(address, info, platform) || isMountChosen(config)) return [];
  const system = info.OperatingSystem ?? `kernel ${info.KernelVersion ?? 'unknown'}`;
  return [
    {
      code: 'act-socket-mount-fails',
      subject: address.path,
      params: { socket: address.path, system },
      fixes: addedTo(config, 'socket'),
    },
  ];
};

/** To the first file that the user has, or to a new one where act looks first. */
export const addedTo = (
  config: readonly ActrcFile[],
  option: 'image' | 'architecture' | 'socket',
): readonly ProposalRequest[] => {
  const own = config.find(({ editable }) => editable !== undefined)?.editable;
  if (own !== undefined) return [propose(setActOption, { path: own.path, text: own.text, option })];
  const [first] = config;
  return first === undefined || config.some(({ content }) => content !== undefined)
    ? []
    : [propose(setActOption, { path: first.path, option })];
};

const isDockersPath = (path: string): boolean =>
  path === '/var/run/docker.sock' || path === '/run/docker.sock';

const isMountChosen = (config: readonly ActrcFile[]): boolean =>
  config.some(
    ({ content }) =>
      content !== undefined &&
      !isUnavailable(content) &&
      content.options.some(({ name }) => name === '--container-daemon-socket'),
  );
