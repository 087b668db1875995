import { defineCheck } from '#core/check';
import type { Evidence, FindingOf } from '#core/finding';
import type { ContainerView } from '#facts/container-view';
import { containerCodes } from './container.codes.ts';
import { judgeDind, lacking } from './container.dind.ts';
import { containerNeeds, type Inside } from './container.facts.ts';

type Finding = FindingOf<typeof containerCodes>;

export const hostContainer = defineCheck({
  id: 'host/container',
  title: 'This container is set up for its engine',
  about:
    'In a container an engine needs rights and room that containers do not have, and with a mounted socket groups are numbers and paths are those of another host. This check tells what dockmedic can judge from inside, and what the engine sees differently.',
  symptoms: [
    "a container that uses the host's socket: bind source path does not exist, permission denied",
    'dockerd inside a container does not start (not privileged, overlay on overlay)',
  ],
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
      findings: [...judgeView(view), ...judgeSocket(inside), ...judgePaths(view), ...judgeDind(inside)],
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
