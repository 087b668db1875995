import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { identity } from './identity.ts';
import { findProgram, STANDARD } from './installation.ts';

/** AppArmor as this kernel has it, and the program that loads its profiles. */
export interface Apparmor {
  readonly enabled: boolean;
  readonly parser?: string;
  /** The kind of container that this host itself is: `lxc`. */
  readonly inside?: string;
}

const ENABLED = '/sys/module/apparmor/parameters/enabled';

export const apparmor = defineFact({
  id: 'apparmor',
  summary: 'whether AppArmor is on, and what loads its profiles',
  needs: { identity },
  collect: async (host, { identity }): Promise<Apparmor | Unavailable> => {
    const path = (identity.environment['PATH'] ?? '').split(':').filter((entry) => entry.startsWith('/'));
    const [enabled, inside] = await Promise.all([
      host.readFile(ENABLED),
      // systemd writes down there what it was started in.
      host.readFile('/run/systemd/container'),
    ]);
    const kind = isUnavailable(inside) ? {} : { inside: inside.trim().slice(0, 40) };
    if (isUnavailable(enabled)) {
      return enabled.reason === 'absent'
        ? { enabled: false, ...kind }
        : unavailable(enabled.reason, enabled.source, enabled.detail);
    }
    if (!enabled.startsWith('Y')) return { enabled: false, ...kind };
    const parser = await findProgram(host, [...new Set([...path, ...STANDARD])], 'apparmor_parser');
    return { enabled: true, ...kind, ...(parser === undefined ? {} : { parser }) };
  },
});
