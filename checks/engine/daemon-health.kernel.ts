import { type ProposalRequest, propose } from '#core/fix';
import { BRIDGE_MODULES, BRIDGE_SETTINGS, type BridgeFilter } from '#facts/bridge-filter';
import { FORWARDING_DROP_IN, type ForwardingFiles } from '#facts/sysctl-files';
import { loadKernelModules } from '#fixes/load-kernel-modules';
import { switchOnForwarding } from '#fixes/switch-on-forwarding';

/** What is looked at of the kernel only where the engine warns. */
export interface KernelSettings {
  readonly forwarding: ForwardingFiles | undefined;
  readonly bridge: BridgeFilter | undefined;
}

/** What a setting of the kernel that is off can be repaired by; nothing where the kernel itself was not looked at. */
export const kernelFixes = (code: string, { forwarding, bridge }: KernelSettings) => {
  if (code === 'net-ip-forward-off' && forwarding !== undefined) return forwardingFixes(forwarding);
  return code === 'net-bridge-nf-off' && bridge !== undefined ? bridgeFixes(bridge) : [];
};

const forwardingFixes = ({ own, off }: ForwardingFiles): readonly ProposalRequest[] => [
  propose(switchOnForwarding, {
    dropIn: { path: FORWARDING_DROP_IN, text: own },
    later: off.filter(({ path }) => isLater(path)),
  }),
];

/** Files are read in the order of their names, and sysctl.conf after all of them. */
const isLater = (path: string): boolean =>
  path === '/etc/sysctl.conf' || nameOf(path) > nameOf(FORWARDING_DROP_IN);

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const bridgeFixes = ({
  isLoaded,
  values,
  modulesFile,
  settingsFile,
}: BridgeFilter): readonly ProposalRequest[] => [
  propose(loadKernelModules, {
    modules: isLoaded ? [] : ['br_netfilter'],
    why: 'without it the firewall does not see what containers of one network send to each other',
    load: { path: BRIDGE_MODULES, text: modulesFile },
    settings: Object.entries(values)
      .filter(([, value]) => value === '0')
      .map(([name, now]) => ({ key: `net.bridge.${name}`, now })),
    keep: { path: BRIDGE_SETTINGS, text: settingsFile },
    asks: 'From then on the firewall of this host judges the packets of all bridges, those of virtual machines too, and Docker lets only its own networks through. Is that right here?',
  }),
];

/** The engine remembers how it was when it started; what the kernel has switched on since is no fault. */
export const stillOff = (warnings: readonly string[], bridge: BridgeFilter | undefined): readonly string[] =>
  warnings.filter((text) => {
    const name = /bridge-nf-call-ip6?tables/.exec(text)?.[0];
    return name === undefined || bridge?.values[name] !== '1';
  });
