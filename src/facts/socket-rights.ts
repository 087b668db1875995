import { isUnavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { FileStat, Identity } from '#core/host';
import { type HostGroups, hostGroups } from './docker-group.ts';
import { endpoints } from './endpoints.ts';
import { identity } from './identity.ts';

/** Why this process may not open the selected socket, as owner, group and mode tell. */
export type SocketRights =
  /** It may, or the socket gives no answer to this question (missing, TCP). */
  | { readonly kind: 'not-denied' }
  /** Only members of a group may, and this user is not one. */
  | { readonly kind: 'not-a-member'; readonly path: string; readonly group: string; readonly gid: number }
  /** The user is a member, but this login is older than the membership. */
  | { readonly kind: 'not-active'; readonly path: string; readonly group: string; readonly gid: number }
  /** The group that is meant to open it cannot, or there is no such group. */
  | {
      readonly kind: 'wrong-owner';
      readonly path: string;
      /** Names, or numbers where there is no name. */
      readonly user: string;
      readonly group: string;
      readonly mode: number;
      readonly dockerGroupExists: boolean;
      /** This user would get in once the socket belongs to the group. */
      readonly isMember: boolean;
    }
  /** Owner, group and mode would let it through: something else forbids (SELinux, AppArmor, an ACL). Or, with
   *  `ownersOnly`, it is no socket of Docker's, and meant for its owner alone. */
  | { readonly kind: 'other'; readonly path: string; readonly ownersOnly?: true };

export const socketRights = defineFact({
  id: 'socket-rights',
  summary: 'whether owner, group and mode of the selected socket let this process in',
  needs: { identity, endpoints, hostGroups: optional(hostGroups) },
  collect: async (_host, { identity, endpoints, hostGroups }): Promise<SocketRights> => {
    const selected = endpoints.find((endpoint) => endpoint.selected);
    if (selected?.state.kind !== 'denied' || selected.state.at !== 'socket') return { kind: 'not-denied' };
    const { path, stat } = selected.state;
    if (stat === undefined || isUnavailable(hostGroups)) return { kind: 'other', path };
    return judge(path, stat, identity, hostGroups);
  },
});

const GROUP_READ_WRITE = 0o060;
const ROOT_GID = 0;

const judge = (path: string, stat: FileStat, who: Identity, groups: HostGroups): SocketRights => {
  const { docker } = groups;
  const groupMayUse = (stat.mode & GROUP_READ_WRITE) === GROUP_READ_WRITE;
  if (!groupMayUse || stat.gid === ROOT_GID) {
    // Podman's is not for a group; giving it to one would be a fault, not a repair.
    if (!path.endsWith('/docker.sock')) return { kind: 'other', path, ownersOnly: true };
    const isMember = docker !== undefined && isMemberOf(docker.gid, who, groups);
    return {
      kind: 'wrong-owner',
      path,
      user: stat.uid === 0 ? 'root' : String(stat.uid),
      group: groups.nameOf[String(stat.gid)] ?? String(stat.gid),
      mode: stat.mode,
      dockerGroupExists: docker !== undefined,
      isMember,
    };
  }
  if (who.groups.includes(stat.gid) || who.gid === stat.gid) return { kind: 'other', path };
  const group = groups.nameOf[String(stat.gid)] ?? String(stat.gid);
  const kind = isListed(stat.gid, who, groups) ? 'not-active' : 'not-a-member';
  return { kind, path, group, gid: stat.gid };
};

const isListed = (gid: number, { userName }: Identity, { membersOf }: HostGroups): boolean =>
  userName !== undefined && (membersOf[String(gid)]?.includes(userName) ?? false);

const isMemberOf = (gid: number, who: Identity, groups: HostGroups): boolean =>
  who.groups.includes(gid) || who.gid === gid || isListed(gid, who, groups);
