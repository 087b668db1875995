import { ifAvailable, isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { Argv, Identity, ReadableHost } from '#core/host';
import { type InotifyHandle, parseInotifyHandles, parseWatchCounts } from '#parse/inotify';
import { integerOf } from '#parse/text';
import { identity } from './identity.ts';

/** How much of the kernel's means to watch files each user has taken. The limits are for all of a user's processes together, in
 *  containers and out of them: root's containers are all root. */
export interface InotifyUse {
  readonly maxInstances: number;
  readonly maxWatches: number;
  /** Those with the most first; without root, the user who looks alone. */
  readonly users: readonly InotifyUser[];
  /** The file in which an earlier repair has raised them, and what it holds. */
  readonly dropIn: { readonly path: string; readonly text: string | undefined };
}

export interface InotifyUser {
  readonly uid: number;
  readonly instances: number;
  /** Absent where they were too many to count. */
  readonly watches?: number;
}

const INSTANCES = '/proc/sys/fs/inotify/max_user_instances';
const WATCHES = '/proc/sys/fs/inotify/max_user_watches';
const DROP_IN = '/etc/sysctl.d/99-dockmedic-inotify.conf';
const MOST_COUNTED = 400;

export const inotifyUse = defineFact({
  id: 'inotify-use',
  summary: 'inotify instances and watches of this user, for root of all, beside the limits',
  needs: { identity },
  collect: async (host, { identity }): Promise<InotifyUse | Unavailable> => {
    const [instances, watches, raised] = await Promise.all([
      limitIn(host, INSTANCES),
      limitIn(host, WATCHES),
      host.readFile(DROP_IN),
    ]);
    if (typeof instances !== 'number') return instances;
    if (typeof watches !== 'number') return watches;
    const found = await host.query(finding(identity), { timeoutMs: 4000 });
    if (isUnavailable(found)) return found;
    const handles = parseInotifyHandles(found.stdout);
    // Processes end while it looks, which find complains of; where it printed nothing, it may know no -printf.
    if (handles.length === 0 && /-printf|-lname|-regex|unrecognized/.test(found.stderr))
      return unavailable('malformed', 'find /proc', found.stderr.split('\n')[0] ?? '');
    const counted = handles.length > MOST_COUNTED ? undefined : await countWatches(host, handles);
    return {
      maxInstances: instances,
      maxWatches: watches,
      users: usersOf(handles, counted),
      dropIn: { path: DROP_IN, text: ifAvailable(raised) },
    };
  },
});

const limitIn = async (host: ReadableHost, path: string): Promise<number | Unavailable> => {
  const text = await host.readFile(path);
  if (isUnavailable(text)) {
    return text.reason === 'absent'
      ? unavailable('not-here', `read ${path}`, 'this kernel has no inotify')
      : text;
  }
  return integerOf(text.trim()) ?? unavailable('malformed', `read ${path}`, 'not a number');
};

/** One walk over the descriptors of processes; of others' only root may see them. */
const finding = ({ uid }: Identity): Argv => [
  ...(['find', '/proc', '-maxdepth', '3'] as const),
  ...['(', '-path', '/proc', '-o', '-regex', '/proc/[0-9]+'],
  ...(uid === 0 ? [] : ['-uid', String(uid)]),
  ...['-o', '-regex', '/proc/[0-9]+/fd', '-o', '-regex', '/proc/[0-9]+/fd/[0-9]+'],
  ...['-lname', 'anon_inode:inotify', '-printf', '%U %p\\n', '-o', '-prune', ')'],
];

const countWatches = async (
  host: ReadableHost,
  handles: readonly InotifyHandle[],
): Promise<ReadonlyMap<string, number> | undefined> => {
  if (handles.length === 0) return new Map();
  const paths = handles.map(({ info }) => info);
  const output = await host.query(['grep', '-c', '-H', '^inotify', '--', ...paths], { timeoutMs: 4000 });
  return isUnavailable(output) ? undefined : parseWatchCounts(output.stdout);
};

const usersOf = (
  handles: readonly InotifyHandle[],
  counted: ReadonlyMap<string, number> | undefined,
): readonly InotifyUser[] =>
  [...new Set(handles.map(({ uid }) => uid))]
    .map((uid): InotifyUser => {
      const own = handles.filter((handle) => handle.uid === uid);
      if (counted === undefined) return { uid, instances: own.length };
      const watches = own.reduce((sum, { info }) => sum + (counted.get(info) ?? 0), 0);
      return { uid, instances: own.length, watches };
    })
    .toSorted((one, other) => other.instances - one.instances);
