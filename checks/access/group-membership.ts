import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { type Privilege, type ProposalRequest, propose } from '#core/fix';
import type { Identity } from '#core/host';
import { type DockerClientConfig, dockerConfig } from '#facts/docker-config';
import { type ConfigOwners, dockerConfigOwners } from '#facts/docker-config-owners';
import { type HostGroups, hostGroups } from '#facts/docker-group';
import { type Endpoint, endpoints } from '#facts/endpoints';
import { type EngineInUse, engineInUse } from '#facts/engine-in-use';
import { identity } from '#facts/identity';
import { type Installation, installation } from '#facts/installation';
import { type SocketRights, socketRights } from '#facts/socket-rights';
import { addUserToDockerGroup } from '#fixes/add-user-to-docker-group';
import { correctDockerConfig } from '#fixes/correct-docker-config';
import { ownDockerConfig } from '#fixes/own-docker-config';
import { removeEmptyDirectory } from '#fixes/remove-empty-directory';
import { groupMembershipCodes } from './group-membership.codes.ts';

type Finding = FindingOf<typeof groupMembershipCodes>;

export const accessGroupMembership = defineCheck({
  id: 'access/group-membership',
  title: 'User may use the engine',
  about:
    'The engine answers root, and the user is refused: not in the group, in it since after the login, or with a ~/.docker that an earlier sudo left to root. Each looks the same in the docker CLI.',
  symptoms: [
    'permission denied while trying to connect to the Docker daemon socket',
    'docker works with sudo alone',
    'WARNING: Error loading config file',
  ],
  needs: {
    identity,
    endpoints,
    rights: socketRights,
    inUse: optional(engineInUse),
    installation: optional(installation),
    groups: optional(hostGroups),
    config: dockerConfig,
    owners: dockerConfigOwners,
  },
  codes: groupMembershipCodes,
  evaluate: ({ identity, endpoints, rights, inUse, installation, groups, config, owners }) => {
    const selected = endpoints.find((endpoint) => endpoint.selected);
    const names = ifAvailable(groups)?.nameOf ?? {};
    const missing = notOpened(inUse, installation);
    return {
      evidence: [who(identity, names), way(selected, rights), ...configEvidence(config, owners, identity)],
      findings: [
        ...judgeRights(rights, identity, groups, selected?.id),
        ...judgeOwners(config, owners, identity),
        ...judgeContent(config, identity),
      ],
      ...(missing === undefined ? {} : { missing }),
    };
  },
});

/** Whether the user may use an engine shows when it lets them in. Podman alone needs nobody to let them in. */
const notOpened = (
  inUse: EngineInUse | Unavailable,
  installed: Installation | Unavailable,
): Unavailable | undefined => {
  if (!isUnavailable(inUse)) return undefined;
  const { dockerd, dockerSnap, podman } = ifAvailable(installed) ?? {};
  if (podman !== undefined && dockerd === undefined && dockerSnap !== true) return undefined;
  return { ...inUse, origin: inUse.origin ?? engineInUse.id };
};

type Names = HostGroups['nameOf'];

const who = ({ uid, gid, groups, userName }: Identity, names: Names): Evidence => {
  const named = [...new Set([gid, ...groups])].map((id) => labelled(id, names[String(id)]));
  return { source: 'id', observed: `uid=${labelled(uid, userName)} groups=${named.join(',')}` };
};

const labelled = (id: number, name: string | undefined): string =>
  name === undefined ? `${id}` : `${id}(${name})`;

/** Whether owner, group and mode of the socket let this process in. */
const way = (selected: Endpoint | undefined, rights: SocketRights): Evidence => {
  if (selected === undefined) return { source: 'selected engine', observed: 'has no address to judge' };
  if (selected.address.kind === 'tcp') {
    return { source: selected.id, observed: 'a TCP address: no group is needed' };
  }
  return { source: selected.id, observed: rightsText(selected, rights) };
};

const rightsText = ({ state }: Endpoint, rights: SocketRights): string => {
  switch (rights.kind) {
    case 'not-denied':
      return state.kind === 'answers' ? 'lets this user in' : `cannot be judged (${state.kind})`;
    case 'not-a-member':
      return `open to the group ${rights.group} (${rights.gid}), in which the user is not`;
    case 'not-active':
      return `open to the group ${rights.group} (${rights.gid}), which this session does not have`;
    case 'wrong-owner':
      return `belongs to ${`${rights.user}:${rights.group}`}, mode ${rights.mode.toString(8).padStart(3, '0')}`;
    case 'other':
      return 'owner, group and mode would let this user in, but something else refuses';
  }
};

const judgeRights = (
  rights: SocketRights,
  { userName: user, uid, environment }: Identity,
  groups: HostGroups | Unavailable,
  engine: string | undefined,
): readonly Finding[] => {
  const about = { subject: user ?? `uid ${uid}`, ...(engine === undefined ? {} : { engine }) };
  switch (rights.kind) {
    case 'not-a-member': {
      const { group, path } = rights;
      const params = { user, uid, group, path };
      return [{ code: 'group-user-missing', ...about, params, fixes: joining(user, group) }];
    }
    case 'not-active': {
      const { group, path } = rights;
      const wsl = environment['WSL_DISTRO_NAME'];
      return [{ code: 'group-not-active', ...about, params: { user, uid, group, path, wsl } }];
    }
    case 'wrong-owner': {
      // A fault of its own: once the socket belongs to the group again, this user would still be refused.
      const outside = !rights.isMember && ifAvailable(groups)?.docker !== undefined && isDockers(rights.path);
      const params = { user, uid, group: 'docker', path: rights.path };
      return outside
        ? [{ code: 'group-user-missing', ...about, params, fixes: joining(user, 'docker') }]
        : [];
    }
    case 'not-denied':
    case 'other':
      return [];
  }
};

const isDockers = (path: string): boolean => path.endsWith('/docker.sock');

const joining = (user: string | undefined, group: string) =>
  user === undefined || group !== 'docker'
    ? []
    : [propose(addUserToDockerGroup, { user, groupExists: true })];

const configEvidence = (
  { path, directory, content }: DockerClientConfig,
  { entries }: ConfigOwners,
  { uid }: Identity,
): readonly Evidence[] => {
  if (path === undefined || directory === undefined) {
    return [{ source: 'docker configuration', observed: 'there is no home directory for it' }];
  }
  const foreign = entries.filter((entry) => entry.uid !== uid).length;
  const owned = foreign === 0 ? 'all belong to this user' : `${foreign} belong to somebody else`;
  return [
    { source: `read ${path}`, observed: contentText(content) },
    ...(entries.length === 0
      ? []
      : [{ source: `lstat in ${directory}`, observed: `${entries.length} seen, ${owned}` }]),
  ];
};

const contentText = (content: DockerClientConfig['content']): string => {
  if (content === undefined) return 'no such file, so defaults apply';
  if (isUnavailable(content)) return content.detail;
  if (!('kind' in content)) return 'valid';
  return isEmpty(content) ? 'empty, which docker takes for defaults' : content.detail;
};

/** docker itself reads a file without content as one without settings. */
const isEmpty = (content: object): boolean => 'fault' in content && content.fault === 'empty';

const judgeContent = (config: DockerClientConfig, { uid }: Identity): readonly Finding[] => {
  const { path = '', content } = config;
  if (content === undefined || !('kind' in content) || isUnavailable(content) || isEmpty(content)) return [];
  const { detail, line, column } = content;
  const instead = isDirectory(config) ? ('directory' as const) : undefined;
  const params = { path, detail, line, column, instead };
  const fixes = corrections(config, path, uid);
  return [{ code: 'config-json-invalid', subject: path, params, ...(fixes.length === 0 ? {} : { fixes }) }];
};

const corrections = (config: DockerClientConfig, path: string, uid: number): readonly ProposalRequest[] => {
  const { editable, isCorrectable, isEmptyDirectory } = config;
  if (isEmptyDirectory === true)
    return [propose(removeEmptyDirectory, { path, privilege: rightFor(config, uid) })];
  return isCorrectable === true && editable !== undefined ? [propose(correctDockerConfig, editable)] : [];
};

/** What stands in a directory is removed by the directory's owner; and only root can give it back to another. */
const rightFor = ({ directoryStat, fileStat }: DockerClientConfig, uid: number): Privilege =>
  directoryStat?.uid === uid && fileStat?.uid === uid ? 'user' : 'root';

const isDirectory = ({ fileStat }: DockerClientConfig): boolean => fileStat?.type === 'directory';

/** Root may have files of others in a home that sudo left to it, and a home of somebody else proves nothing. */
const judgeOwners = (
  config: DockerClientConfig,
  { homeUid, entries }: ConfigOwners,
  { uid, gid, userName, home }: Identity,
): readonly Finding[] => {
  const { directory, path: file, content } = config;
  const isOwnHome = homeUid === uid && home !== undefined && (directory?.startsWith(`${home}/`) ?? false);
  if (uid === 0 || directory === undefined || !isOwnHome) return [];
  // A directory in place of the file is to go, whoever it belongs to.
  const foreign = entries.filter(
    (entry) => entry.uid !== uid && !(entry.path === file && isDirectory(config)),
  );
  const [first] = foreign;
  if (first === undefined) return [];
  const unreadable = isUnavailable(content) && content.reason === 'denied';
  const user = userName ?? String(uid);
  return [
    {
      code: 'config-root-owned',
      subject: directory,
      severity: unreadable ? 'error' : 'warning',
      params: {
        directory,
        paths: foreign.map(({ path }) => path),
        owner: first.uid === 0 ? 'root' : `user id ${first.uid}`,
        user,
        unreadable,
      },
      fixes: [propose(ownDockerConfig, { user, group: String(gid), directory })],
    },
  ];
};
