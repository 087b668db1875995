import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { isMalformed } from '#parse/malformed';
import { type OsRelease, parseOsRelease } from '#parse/os-release';

export interface Platform {
  readonly os: 'linux' | 'darwin' | 'win32' | 'other';
  readonly kernelRelease: string;
  readonly arch: string;
  /** Absent where the system has no os-release file. */
  readonly distribution?: OsRelease;
}

export const platform = defineFact({
  id: 'platform',
  summary: 'operating system, distribution and kernel',
  needs: {},
  collect: async (host): Promise<Platform | Unavailable> => {
    const [system, text] = await Promise.all([host.system(), host.readFile('/etc/os-release')]);
    if (isUnavailable(system)) return system;
    const { os, kernelRelease, arch } = system;
    const distribution = isUnavailable(text) ? undefined : parseOsRelease(text);
    if (distribution === undefined || isMalformed(distribution)) return { os, kernelRelease, arch };
    return { os, kernelRelease, arch, distribution };
  },
});
