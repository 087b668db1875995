import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { type Group, parseGroups } from '#parse/group-file';

/** The groups of this host that matter for sockets. */
export interface HostGroups {
  /** Absent where there is no group called `docker`. */
  readonly docker?: Group;
  /** Group names by id, as far as the files know them. */
  readonly nameOf: Readonly<Record<string, string>>;
  readonly membersOf: Readonly<Record<string, readonly string[]>>;
}

export const hostGroups = defineFact({
  id: 'host-groups',
  summary: 'the group docker and its members',
  needs: {},
  collect: async (host): Promise<HostGroups | Unavailable> => {
    const text = await host.readFile('/etc/group');
    if (isUnavailable(text)) return text;
    const groups = parseGroups(text);
    const docker = groups.find(({ name }) => name === 'docker') ?? (await fromNameService(host));
    const all = docker === undefined ? groups : [...groups, docker];
    return {
      ...(docker === undefined ? {} : { docker }),
      nameOf: Object.fromEntries(all.map(({ gid, name }) => [String(gid), name])),
      membersOf: Object.fromEntries(all.map(({ gid, members }) => [String(gid), members])),
    };
  },
});

type Asker = {
  query(argv: readonly [string, ...string[]]): Promise<{ readonly stdout: string } | Unavailable>;
};

/** Groups of a directory service (LDAP, sssd) stand in no file. */
const fromNameService = async (host: Asker): Promise<Group | undefined> => {
  const output = await host.query(['getent', 'group', 'docker']);
  return isUnavailable(output) ? undefined : parseGroups(output.stdout)[0];
};
