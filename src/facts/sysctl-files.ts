import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { linesThatSet } from '#parse/sysctl-conf';
import { ipForwarding } from './ip-forwarding.ts';

/** A line of a file, with all that an edit of it has to know. */
export interface EditableLine {
  readonly path: string;
  readonly text: string;
  readonly line: string;
}

/** What this host has set of IPv4 forwarding for its boots. */
export interface ForwardingFiles {
  /** What dockmedic's own file holds; absent where there is none. */
  readonly own?: string;
  /** Lines that switch it off, in the order in which they are read. */
  readonly off: readonly EditableLine[];
}

/** The names of two settings that are one. */
const KEYS = ['net.ipv4.ip_forward', 'net.ipv4.conf.all.forwarding'];
export const FORWARDING_DROP_IN = '/etc/sysctl.d/99-dockmedic-forwarding.conf';
const DIRECTORIES = ['/usr/lib/sysctl.d', '/usr/local/lib/sysctl.d', '/run/sysctl.d', '/etc/sysctl.d'];
const LAST = '/etc/sysctl.conf';
const MOST_FILES = 200;

/** `undefined`: not looked for, because the host forwards. */
export const sysctlFiles = defineFact({
  id: 'sysctl-files',
  summary: 'which file switches IPv4 forwarding off at boot',
  needs: { ipForwarding },
  collect: async (host, { ipForwarding }): Promise<ForwardingFiles | undefined> => {
    if (ipForwarding !== false) return undefined;
    const own = await host.readFile(FORWARDING_DROP_IN);
    const paths = [...(await orderedPaths(host)), LAST];
    const found = await Promise.all(paths.map((path) => offIn(host, path)));
    return { ...(isUnavailable(own) ? {} : { own }), off: found.flat() };
  },
});

/** By name alone, whatever the directory; of one name the later directory's file replaces the earlier's. */
const orderedPaths = async (host: ReadableHost): Promise<readonly string[]> => {
  const byName = new Map<string, string>();
  const lists = await Promise.all(DIRECTORIES.map((directory) => host.list(directory)));
  lists.forEach((names, at) => {
    if (isUnavailable(names)) return;
    for (const name of names.filter((one) => one.endsWith('.conf')).slice(0, MOST_FILES))
      byName.set(name, `${DIRECTORIES[at]}/${name}`);
  });
  return [...byName.keys()].sort().flatMap((name) => byName.get(name) ?? []);
};

const offIn = async (host: ReadableHost, path: string): Promise<readonly EditableLine[]> => {
  const [text, stat] = await Promise.all([host.readFile(path), host.lstat(path)]);
  // Debian's 99-sysctl.conf is a link to /etc/sysctl.conf, which is read under its own name.
  if (isUnavailable(text) || isUnavailable(stat) || stat.type !== 'file') return [];
  return linesThatSet(text, KEYS, '0').map((line) => ({ path, text, line }));
};
