import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { wordsOf } from '#parse/text';
import { cgroupVersion } from './cgroup-version.ts';
import { identity } from './identity.ts';
import { rootlessUse } from './rootless-use.ts';

/** The controllers that this user's own services and containers may use. */
export interface CgroupDelegation {
  readonly path: string;
  readonly controllers: readonly string[];
}

/** `undefined`: version 1, of which nothing can be handed to users. */
export const cgroupDelegation = defineFact({
  id: 'cgroup-delegation',
  summary: "the control group controllers that are handed to the user's own services",
  needs: { identity, rootlessUse, cgroupVersion },
  collect: async (
    host,
    { identity: { uid }, cgroupVersion },
  ): Promise<CgroupDelegation | undefined | Unavailable> => {
    if (cgroupVersion === 1) return undefined;
    const path = `/sys/fs/cgroup/user.slice/user-${uid}.slice/user@${uid}.service/cgroup.controllers`;
    const text = await host.readFile(path);
    return isUnavailable(text) ? text : { path, controllers: wordsOf(text) };
  },
});
