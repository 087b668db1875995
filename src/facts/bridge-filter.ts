import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { engineInfo } from './engine-info.ts';
import { ipForwarding } from './ip-forwarding.ts';

/** Whether the firewall sees what passes a bridge of this host, as the kernel has it now. */
export interface BridgeFilter {
  /** br_netfilter; without it the settings do not exist. */
  readonly isLoaded: boolean;
  /** `bridge-nf-call-iptables` → `0` */
  readonly values: Readonly<Record<string, string>>;
  /** What dockmedic's own files hold; absent where there are none. */
  readonly modulesFile?: string;
  readonly settingsFile?: string;
}

export const BRIDGE_MODULES = '/etc/modules-load.d/dockmedic-bridge.conf';
export const BRIDGE_SETTINGS = '/etc/sysctl.d/99-dockmedic-bridge.conf';
const NAMES = ['bridge-nf-call-iptables', 'bridge-nf-call-ip6tables'];

/** `undefined`: not looked for, because the engine does not warn of it, or is not behind this kernel's network. */
export const bridgeFilter = defineFact({
  id: 'bridge-filter',
  summary: 'whether the firewall sees the packets of bridges',
  needs: { engineInfo, ipForwarding },
  collect: async (host, { engineInfo, ipForwarding }): Promise<BridgeFilter | undefined> => {
    if (ipForwarding === undefined || !engineInfo.Warnings.some((text) => text.includes('bridge-nf-call')))
      return undefined;
    const [modules, settings, ...values] = await Promise.all(
      [BRIDGE_MODULES, BRIDGE_SETTINGS, ...NAMES.map((name) => `/proc/sys/net/bridge/${name}`)].map((path) =>
        host.readFile(path),
      ),
    );
    const known = NAMES.flatMap((name, at) => {
      const value = values[at];
      return value === undefined || isUnavailable(value) ? [] : [[name, value.trim()] as const];
    });
    return {
      isLoaded: known.length > 0,
      values: Object.fromEntries(known),
      ...(modules === undefined || isUnavailable(modules) ? {} : { modulesFile: modules }),
      ...(settings === undefined || isUnavailable(settings) ? {} : { settingsFile: settings }),
    };
  },
});
