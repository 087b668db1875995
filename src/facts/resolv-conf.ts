import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { parseResolvConf } from '#parse/resolv-conf';

export const RESOLV_CONF = '/etc/resolv.conf';

/** The resolver's configuration: which name servers programs of this host ask. */
export interface HostResolvConf {
  readonly state: 'present' | 'missing' | 'dangling' | 'not-a-file';
  /** Where it points, when it is a link. */
  readonly linkTarget?: string;
  readonly nameservers: readonly string[];
  /** What systemd-resolved asks itself. Docker takes these where the file names its stub alone. */
  readonly upstreams: readonly string[];
}

export const resolvConf = defineFact({
  id: 'resolv-conf',
  summary: 'the name servers of /etc/resolv.conf',
  needs: {},
  collect: async (host): Promise<HostResolvConf | Unavailable> => {
    const [lstat, text, upstreams] = await Promise.all([
      host.lstat(RESOLV_CONF),
      host.readFile(RESOLV_CONF),
      nameserversIn(host, '/run/systemd/resolve/resolv.conf'),
    ]);
    const target = isUnavailable(lstat) ? undefined : lstat.linkTarget;
    const link = target === undefined ? {} : { linkTarget: target };
    if (!isUnavailable(text)) {
      return { state: 'present', ...link, nameservers: parseResolvConf(text).nameservers, upstreams };
    }
    if (isUnavailable(lstat)) {
      return lstat.reason === 'absent' ? { state: 'missing', nameservers: [], upstreams } : lstat;
    }
    if (text.reason === 'absent') return { state: 'dangling', ...link, nameservers: [], upstreams };
    return lstat.type === 'file' || lstat.type === 'symlink'
      ? text
      : { state: 'not-a-file', nameservers: [], upstreams };
  },
});

const nameserversIn = async (host: ReadableHost, path: string): Promise<readonly string[]> => {
  const text = await host.readFile(path);
  return isUnavailable(text) ? [] : parseResolvConf(text).nameservers;
};
