import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { platform } from './platform.ts';
import { runsHere } from './storage-directories.ts';

/** As the kernel has it now: since Docker 23 the engine says how it was when it started. `undefined`: the engine's
 *  containers are not forwarded by this kernel's own network. */
export const ipForwarding = defineFact({
  id: 'ip-forwarding',
  summary: 'whether this host forwards IPv4',
  needs: { engineInUse, engineInfo, platform },
  collect: async (
    host,
    { engineInUse, engineInfo, platform },
  ): Promise<boolean | undefined | Unavailable> => {
    const { engine, address } = engineInUse;
    const system = await host.system();
    if (engine !== 'docker' || isUnavailable(system) || system.hostName !== engineInfo.Name) return undefined;
    if (!runsHere(address, engineInfo, platform) || isRootless(engineInfo.SecurityOptions)) return undefined;
    const text = await host.readFile('/proc/sys/net/ipv4/ip_forward');
    return isUnavailable(text) ? text : text.trim() !== '0';
  },
});

const isRootless = (options: readonly string[]): boolean =>
  options.some((option) => option.includes('rootless'));
