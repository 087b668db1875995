import { isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { propose } from '#core/fix';
import type { Identity } from '#core/host';
import { cgroupDelegation } from '#facts/cgroup-delegation';
import { type IdMapTool, idMapTools } from '#facts/id-map-tools';
import { identity } from '#facts/identity';
import { type PodmanHealth, podmanInfo } from '#facts/podman-info';
import { podmanUse } from '#facts/podman-use';
import { type RootlessSession, rootlessSession } from '#facts/rootless-session';
import { type RootlessUse, rootlessUse } from '#facts/rootless-use';
import { type IdGrant, type SubordinateIds, subordinateIds } from '#facts/subordinate-ids';
import { userNamespaces } from '#facts/user-namespaces';
import { userServices } from '#facts/user-services';
import { addSubordinateIds } from '#fixes/add-subordinate-ids';
import { enableLinger } from '#fixes/enable-linger';
import { migratePodman } from '#fixes/migrate-podman';
import { idsText, rootlessCodes } from './rootless.codes.ts';
import { judgeSystem, systemEvidence } from './rootless.system.ts';

type Finding = FindingOf<typeof rootlessCodes>;

export const podmanRootless = defineCheck({
  id: 'podman/rootless',
  title: 'Rootless containers can be set up',
  about:
    'Without root, containers need ids of their own, two programs that may map them, and a runtime directory. What is missing shows as an image that cannot be unpacked or an engine that does not start.',
  symptoms: [
    'no subuid ranges found for user',
    'newuidmap: write to uid_map failed',
    'XDG_RUNTIME_DIR is not set or not owned',
    'rootless containers stop at logout, or cannot be made (user namespaces)',
  ],
  needs: {
    identity,
    use: rootlessUse,
    ids: optional(subordinateIds),
    tools: optional(idMapTools),
    session: optional(rootlessSession),
    info: optional(podmanInfo),
    podman: optional(podmanUse),
    namespaces: optional(userNamespaces),
    delegation: optional(cgroupDelegation),
    services: optional(userServices),
  },
  codes: rootlessCodes,
  evaluate: (needs) => {
    const { ids, tools, session } = needs;
    const missing = [ids, tools, session, needs.namespaces].find(isUnavailable);
    return {
      evidence: [
        idsEvidence(ids),
        ...toolsEvidence(tools),
        ...sessionEvidence(session),
        ...systemEvidence(needs),
      ],
      findings: [
        ...judgeIds(needs),
        ...judgeTools(needs),
        ...judgePause(needs),
        ...judgeDirectory(needs),
        ...judgeSystem(needs),
      ],
      ...(missing === undefined ? {} : { missing }),
    };
  },
});

interface Views {
  readonly identity: Identity;
  readonly use: RootlessUse;
  readonly ids: SubordinateIds | Unavailable;
  readonly tools: readonly IdMapTool[] | Unavailable;
  readonly session: RootlessSession | Unavailable;
  readonly info: PodmanHealth | undefined | Unavailable;
  readonly podman: { readonly endpoint?: { readonly state: { readonly kind: string } } } | Unavailable;
}

/** What images are made for. */
const USUAL_IDS = 65_536;
/** Below it, the users and groups that every distribution's files belong to have no id. */
const FEWEST_IDS = 1000;

const judgeIds = ({ identity, use, ids }: Views): readonly Finding[] => {
  if (isUnavailable(ids)) return [];
  const short = [ids.uids, ids.gids].filter(({ count }) => count < USUAL_IDS);
  const [worst] = short.toSorted((one, other) => one.count - other.count);
  if (worst === undefined) return [];
  const user = identity.userName ?? String(identity.uid);
  const { free: start } = ids;
  const kinds = [
    ...(ids.uids.count < USUAL_IDS ? (['subuids'] as const) : []),
    ...(ids.gids.count < USUAL_IDS ? (['subgids'] as const) : []),
  ];
  return [
    {
      code: 'rootless-no-subuid',
      subject: worst.source,
      severity: worst.count < FEWEST_IDS ? 'error' : 'warning',
      params: { user, source: worst.source, count: worst.count, engine: use.engine, start },
      fixes:
        start === undefined ? [] : [propose(addSubordinateIds, { user, start, kinds, engine: use.engine })],
    },
  ];
};

const judgeTools = ({ tools, use: { engine }, info }: Views): readonly Finding[] => {
  if (isUnavailable(tools)) return [];
  const gone = tools.filter(({ path }) => path === undefined);
  const bare = tools.filter(({ path, right }) => path !== undefined && isBare(right, info));
  const [problem, blamed] = gone.length > 0 ? (['missing', gone] as const) : (['no-right', bare] as const);
  const [first] = blamed;
  if (first === undefined) return [];
  const names = blamed.map(({ name, path }) => path ?? name);
  return [
    {
      code: 'rootless-newuidmap-missing',
      subject: first.path ?? first.name,
      params: { tools: names, problem, engine },
    },
  ];
};

/** Where the file's capabilities could not be seen, Podman's own failure tells. */
const isBare = (right: IdMapTool['right'], info: Views['info']): boolean =>
  right === 'none' || (right === 'unknown' && failureIn(info).includes('uidmap'));

const failureIn = (info: Views['info']): string =>
  info === undefined || isUnavailable(info) || info.kind !== 'fails' ? '' : info.detail;

const judgePause = ({ ids, session, use }: Views): readonly Finding[] => {
  if (isUnavailable(ids) || isUnavailable(session) || use.engine !== 'podman') return [];
  const { pause } = session;
  const granted = Math.min(ids.uids.count, ids.gids.count);
  if (pause === undefined || pause.ids >= Math.min(granted, USUAL_IDS)) return [];
  return [
    {
      code: 'rootless-stale-pause',
      subject: `process ${pause.pid}`,
      severity: pause.ids < FEWEST_IDS ? 'error' : 'warning',
      params: { pid: pause.pid, ids: pause.ids, granted },
      fixes: [propose(migratePodman, {})],
    },
  ];
};

/**
 * Podman makes do without one where it can; it is a fault only where something fails for it. With another user's it may
 * answer all the same, but runc and crun then start no container.
 */
const judgeDirectory = ({ identity, session, use, info, podman }: Views): readonly Finding[] => {
  if (isUnavailable(session) || use.answers) return [];
  const { usual, usualExists, given, trouble } = session.directory;
  const problem = trouble ?? (given === undefined && !usualExists ? 'unset' : undefined);
  if (problem === undefined || (problem !== 'foreign' && !failsForIt(use, info, podman))) return [];
  // No repair of ours changes a variable of the person's shell.
  const isMended = given === undefined || given === usual;
  const user = identity.userName ?? String(identity.uid);
  return [
    {
      code: 'rootless-runtime-dir',
      subject: given ?? usual,
      params: { user, given, usual, trouble: problem },
      fixes: isMended && !usualExists ? [propose(enableLinger, { user })] : [],
    },
  ];
};

const failsForIt = ({ engine }: RootlessUse, info: Views['info'], podman: Views['podman']): boolean => {
  if (engine === 'docker') return true;
  const socket = isUnavailable(podman) ? undefined : podman.endpoint?.state.kind;
  return (
    socket === 'missing' ||
    /XDG_RUNTIME_DIR|tmpdir|runtime dir|events dir|\/run\/user\//.test(failureIn(info))
  );
};

const idsEvidence = (ids: SubordinateIds | Unavailable): Evidence =>
  isUnavailable(ids)
    ? { source: ids.source, observed: ids.detail }
    : {
        source: `${ids.uids.source}, ${ids.gids.source}`,
        observed: `${rangesText(ids.uids)}; ${rangesText(ids.gids)}`,
      };

const rangesText = ({ ranges }: IdGrant): string =>
  ranges.map(({ owner, start, count }) => `${owner}: ${count} from ${start}`).join(', ') ||
  'none for this user';

const RIGHTS: Readonly<Record<IdMapTool['right'], string>> = {
  setuid: 'setuid root',
  capability: 'has its file capability',
  none: 'neither setuid root nor a file capability',
  unknown: 'not setuid root; file capabilities could not be seen',
};

const toolsEvidence = (tools: readonly IdMapTool[] | Unavailable): readonly Evidence[] =>
  isUnavailable(tools)
    ? [{ source: tools.source, observed: tools.detail }]
    : tools.map(({ name, path, right }) => ({
        source: `stat ${path ?? name}`,
        observed: path === undefined ? 'not found' : RIGHTS[right],
      }));

const sessionEvidence = (session: RootlessSession | Unavailable): readonly Evidence[] => {
  if (isUnavailable(session)) return [{ source: session.source, observed: session.detail }];
  const { directory, pause } = session;
  const { usual, usualExists, given, trouble } = directory;
  const state =
    trouble === undefined ? '' : `, which is ${trouble === 'foreign' ? "another user's" : 'missing'}`;
  return [
    { source: 'XDG_RUNTIME_DIR', observed: given === undefined ? 'not set' : `${given}${state}` },
    { source: `stat ${usual}`, observed: usualExists ? 'there' : 'not there' },
    ...(pause === undefined
      ? []
      : [
          {
            source: `read /proc/${pause.pid}/uid_map`,
            observed: `Podman's user namespace has ${idsText(pause.ids)}`,
          },
        ]),
  ];
};
