import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { SystemdUnit } from '#parse/systemctl-show';
import { dockerUnits } from './docker-units.ts';

/** How many files a process in a container may open by default. */
export interface DescriptorLimit {
  /** The unit that hands its limit down: containers are children of containerd, where that is a service. */
  readonly unit: string;
  readonly limit: number | 'infinity';
  /** What `infinity` comes to: the kernel's `fs.nr_open`. Read only where it matters. */
  readonly kernelLimit?: number;
}

/** `undefined`: systemd does not say. */
export const descriptorLimit = defineFact({
  id: 'descriptor-limit',
  summary: 'the number of open files that containers inherit from their service',
  needs: { dockerUnits },
  collect: async (host, { dockerUnits }): Promise<DescriptorLimit | undefined> => {
    const [unit, found] = isActive(dockerUnits.containerd)
      ? (['containerd.service', dockerUnits.containerd] as const)
      : (['docker.service', dockerUnits.docker] as const);
    const limit = found?.limitNofile;
    if (limit === undefined) return undefined;
    if (limit !== 'infinity') return { unit, limit };
    const text = await host.readFile('/proc/sys/fs/nr_open');
    const kernelLimit = isUnavailable(text) ? Number.NaN : Number(text.trim());
    return { unit, limit, ...(Number.isSafeInteger(kernelLimit) ? { kernelLimit } : {}) };
  },
});

const isActive = (unit: SystemdUnit | undefined): boolean => unit?.activeState === 'active';
