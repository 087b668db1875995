import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { Evidence } from '#core/finding';
import { parseSelinuxConfig, type SelinuxConfig } from '#parse/selinux-config';

/** What SELinux does on this kernel now, and what it is set up to do at the next boot. */
export interface Selinux {
  /** `absent`: not in the kernel. `inactive`: there, but off, or hidden from this container. */
  readonly mode: 'enforcing' | 'permissive' | 'inactive' | 'absent';
  readonly configured: SelinuxConfig;
  /** What was read to know. */
  readonly seen: Evidence;
}

const ENFORCE = '/sys/fs/selinux/enforce';
const FILESYSTEMS = '/proc/filesystems';

export const selinux = defineFact({
  id: 'selinux',
  summary: 'the mode of SELinux, read from the kernel',
  needs: {},
  collect: async (host): Promise<Selinux | Unavailable> => {
    const [enforce, filesystems, config] = await Promise.all([
      host.readFile(ENFORCE),
      host.readFile(FILESYSTEMS),
      host.readFile('/etc/selinux/config'),
    ]);
    const configured = isUnavailable(config) ? {} : parseSelinuxConfig(config);
    if (!isUnavailable(enforce)) {
      const mode = enforce.trim() === '1' ? 'enforcing' : 'permissive';
      return {
        mode,
        configured,
        seen: { source: `read ${ENFORCE}`, observed: `${enforce.trim()} (${mode})` },
      };
    }
    if (enforce.reason !== 'absent') return enforce;
    const known = !isUnavailable(filesystems) && /\bselinuxfs\b/.test(filesystems);
    return { mode: known ? 'inactive' : 'absent', configured, seen: unmounted(known, filesystems) };
  },
});

const unmounted = (known: boolean, filesystems: string | Unavailable): Evidence => {
  if (known)
    return { source: `read ${ENFORCE}`, observed: 'there is none, although the kernel knows SELinux' };
  const other = isUnavailable(filesystems) ? filesystems.detail : 'does not list selinuxfs';
  return {
    source: `read ${ENFORCE} and ${FILESYSTEMS}`,
    observed: `the first does not exist, the second: ${other}`,
  };
};
