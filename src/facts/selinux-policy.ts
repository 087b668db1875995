import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { Evidence } from '#core/finding';
import { selinux } from './selinux.ts';

/** Whether the policy in force has rules for containers (the package container-selinux, or a policy with them). */
export interface SelinuxPolicy {
  readonly knowsContainers: boolean;
  readonly seen: Evidence;
}

// `/var/lib/docker(/.*)?	system_u:object_r:container_var_lib_t:s0`; before 2016 the type was docker_var_lib_t.
const CONTAINER_LINE = ':(container|docker)_var_lib_t(:|$)';

export const selinuxPolicy = defineFact({
  id: 'selinux-policy',
  summary: 'whether the SELinux policy has rules for containers',
  needs: { selinux },
  collect: async (host, { selinux: { mode, configured } }): Promise<SelinuxPolicy | Unavailable> => {
    if (mode === 'absent' || mode === 'inactive') {
      return unavailable('absent', 'SELinux policy', 'SELinux is not active');
    }
    const path = `/etc/selinux/${configured.policy ?? 'targeted'}/contexts/files/file_contexts`;
    // The store of modules is closed to ordinary users; the list of labels, made from all of them, is not. It has
    // thousands of lines, of which one is enough.
    const argv = ['grep', '-m1', '-E', CONTAINER_LINE, path] as const;
    const output = await host.query(argv);
    if (isUnavailable(output)) return output;
    if (output.exitCode > 1) return unavailable('unreachable', argv.join(' '), output.stderr.trim());
    const knowsContainers = output.exitCode === 0;
    const observed = knowsContainers ? 'has labels for containers' : 'has no label for containers';
    return { knowsContainers, seen: { source: `grep ${path}`, observed } };
  },
});
