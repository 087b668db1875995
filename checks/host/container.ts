import { ifAvailable, isUnavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional, type ValuesOf } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { containerRoundTrip } from '#facts/container-round-trip';
import { type ContainerView, containerView } from '#facts/container-view';
import { daemonConfig } from '#facts/daemon-config';
import { daemonFlags } from '#facts/daemon-flags';
import { daemonJournal } from '#facts/daemon-journal';
import { endpoints } from '#facts/endpoints';
import { engineInfo } from '#facts/engine-info';
import { identity } from '#facts/identity';
import { localEngine } from '#facts/local-engine';
import { storagePlaces } from '#facts/storage-places';
import { containerCodes } from './container.codes.ts';

type Finding = FindingOf<typeof containerCodes>;

const containerNeeds = {
  identity,
  view: containerView,
  endpoints,
  local: optional(localEngine),
  info: optional(engineInfo),
  places: optional(storagePlaces),
  config: optional(daemonConfig),
  flags: optional(daemonFlags),
  words: optional(daemonJournal),
  trip: optional(containerRoundTrip),
};
type Facts = ValuesOf<typeof containerNeeds>;
type Inside = Omit<Facts, 'view'> & { readonly view: ContainerView };

export const hostContainer = defineCheck({
  id: 'host/container',
  title: 'This container is set up for its engine',
  about:
    'In a container an engine needs rights and room that containers do not have, and with a mounted socket groups are numbers and paths are those of another host. This check tells what dockmedic can judge from inside, and what the engine sees differently.',
  informing: true,
  needs: containerNeeds,
  codes: containerCodes,
  applies: ({ view }) => (view === undefined ? 'dockmedic does not run in a container' : true),
  evaluate: ({ view, ...facts }) => {
    // `applies` has seen that there is one.
    if (view === undefined) return { evidence: [{ source: 'container', observed: 'none' }], findings: [] };
    const inside = { ...facts, view };
    return {
      evidence: [whose(view), ...socketEvidence(inside), ...pathEvidence(view)],
      findings: [
        ...judgeView(view),
        ...judgeSocket(inside),
        ...judgePaths(view),
        ...judgePrivileges(inside),
        ...judgeOverlay(inside),
      ],
    };
  },
});

const whose = ({ container, outside }: ContainerView): Evidence => {
  const { by, id, isMachine, may } = container;
  const rights = may === undefined ? 'unknown' : lacking(may).join(', ') || 'none';
  const where = outside === undefined ? '' : '; the engine is outside of it';
  return {
    source: 'container of this process',
    observed: `${by}${id === undefined ? '' : ` ${id.slice(0, 12)}`}${isMachine ? ', with an init of its own' : ''}${where}; of mounts and networks root lacks: ${rights}`,
  };
};

/** Numbers alone: names are those of the image, and the number is the host's. */
const socketEvidence = ({ view, identity }: Inside): readonly Evidence[] => {
  const { socket } = view;
  if (socket === undefined || view.outside === undefined) return [];
  const { uid, gid, mode } = socket.stat;
  const groups = groupsOf(identity);
  const observed = `owner ${uid}:${gid}, mode ${octal(mode)}; this process: user ${identity.uid}, groups ${groups.join(', ')}`;
  return [{ source: socket.path, observed }];
};

const groupsOf = ({ gid, groups }: Inside['identity']): readonly string[] =>
  [...new Set([gid, ...groups])].map(String);
const octal = (mode: number): string => mode.toString(8).padStart(3, '0');

const pathEvidence = ({ paths }: ContainerView): readonly Evidence[] => {
  if (paths === undefined) return [];
  const { here, there } = paths;
  const observed =
    there.kind === 'elsewhere' ? there.path : there.kind === 'same' ? here : 'nowhere on its host';
  return [{ source: `${here}, for the engine`, observed }];
};

const judgeView = ({ container, outside: how }: ContainerView): readonly Finding[] => {
  if (how === undefined) return [];
  const { by, id } = container;
  return [{ code: 'inside-container', subject: id?.slice(0, 12) ?? by, params: { by, id, how } }];
};

const judgeSocket = ({ view, identity, endpoints }: Inside): readonly Finding[] => {
  const selected = endpoints.find((endpoint) => endpoint.selected);
  const { socket } = view;
  const isRefused = selected?.state.kind === 'denied' && selected.state.at === 'socket';
  if (socket === undefined || view.outside !== 'mounted-socket' || !isRefused) return [];
  const { uid, gid, mode } = socket.stat;
  // Where numbers would let this process in, something else refuses it.
  if (identity.uid === uid || groupsOf(identity).includes(String(gid))) return [];
  const params = { path: socket.path, gid, uid, mode: octal(mode), groups: groupsOf(identity) };
  return [{ code: 'container-socket-group', subject: socket.path, params, engine: selected.id }];
};

const judgePaths = ({ paths }: ContainerView): readonly Finding[] => {
  if (paths === undefined || paths.there.kind === 'same') return [];
  const { here, there, misled } = paths;
  const params = {
    here,
    there: there.kind === 'elsewhere' ? there.path : undefined,
    container: misled?.container,
    source: misled?.source,
  };
  const severity = misled === undefined ? {} : ({ severity: 'warning' } as const);
  return [{ code: 'dood-path-confusion', subject: here, params, ...severity }];
};

const lacking = (may: NonNullable<ContainerView['container']['may']>): readonly string[] => [
  ...(may.sysAdmin ? [] : ['CAP_SYS_ADMIN']),
  ...(may.netAdmin ? [] : ['CAP_NET_ADMIN']),
];

/** The engine that is to run in this very container, and does not. */
const stoppedHere = ({ local, view }: Inside) => {
  const known = ifAvailable(local);
  const isMeant = known?.installed === true && known.selected && !known.rootless;
  return isMeant && known.activity === 'stopped' && view.outside === undefined ? known : undefined;
};

const judgePrivileges = (inside: Inside): readonly Finding[] => {
  const { by, may } = inside.view.container;
  const stopped = stoppedHere(inside);
  const lacks = may === undefined ? [] : lacking(may);
  if (stopped === undefined || lacks.length === 0) return [];
  return [{ code: 'dind-not-privileged', subject: by, params: { by, lacks }, engine: stopped.id }];
};

const judgeOverlay = (inside: Inside): readonly Finding[] => {
  const { view, local, info } = inside;
  const path = ifAvailable(inside.places)
    ?.filesystems.filter(({ mount }) => mount?.fsType === 'overlay')
    .flatMap(({ places }) => places)
    .find(({ kind }) => kind === 'docker')?.path;
  if (path === undefined || view.outside !== undefined) return [];
  const stopped = stoppedHere(inside);
  if (stopped !== undefined) {
    const params = { path, driver: undefined, failure: undefined };
    const found: Finding = {
      code: 'dind-overlay-on-overlay',
      subject: path,
      params,
      engine: stopped.id,
      severity: 'error',
    };
    return wantsOverlay(inside) ? [found] : [];
  }
  const engine = ifAvailable(local);
  const driver = isUnavailable(info) ? undefined : info.Driver;
  if (engine?.selected !== true || engine.activity !== 'answers' || driver === undefined) return [];
  const detail = ifAvailable(inside.trip)?.failure?.detail;
  const failure =
    detail !== undefined && /overlay/.test(driver) && /overlay/.test(detail) ? detail : undefined;
  if (failure === undefined && !COPIES.has(driver)) return [];
  const severity = failure === undefined ? {} : ({ severity: 'error' } as const);
  const params = { path, driver, failure };
  return [{ code: 'dind-overlay-on-overlay', subject: path, params, engine: engine.id, ...severity }];
};

/** Drivers that put nothing over anything, for want of a file system that could. */
const COPIES: ReadonlySet<string> = new Set(['vfs', 'native']);

/** Told to use it, dockerd takes no other; told nothing, it finds one that works. */
const wantsOverlay = ({ config, flags, words }: Inside): boolean => {
  const content = isUnavailable(config) ? undefined : config.content;
  const told = content !== undefined && 'storageDriver' in content ? content.storageDriver : undefined;
  const flag = ifAvailable(flags)?.flags.get('storage-driver')?.at(-1);
  const said = ifAvailable(words);
  const isSaid = said?.code === 'storage-driver-unsupported';
  return isSaid || (flag ?? told)?.startsWith('overlay') === true;
};
