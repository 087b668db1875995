import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';

/** Which control groups this host has: version 2 alone, or version 1 (with or without a part of 2). */
export const cgroupVersion = defineFact({
  id: 'cgroup-version',
  summary: 'the version of the control groups, by what is mounted',
  needs: {},
  collect: async (host): Promise<1 | 2 | Unavailable> => {
    const unified = await host.stat('/sys/fs/cgroup/cgroup.controllers');
    if (!isUnavailable(unified)) return 2;
    if (unified.reason !== 'absent') return unified;
    const memory = await host.stat('/sys/fs/cgroup');
    return isUnavailable(memory) ? memory : 1;
  },
});
