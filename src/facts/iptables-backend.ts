import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { majorOf } from '#parse/version';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { kernelModules } from './kernel-modules.ts';

/** Which iptables an engine gets that wants the table `raw`. `undefined`: not asked, because the engine is older than
 *  that wish, or the kernel has the table, or nobody knows. */
export const iptablesBackend = defineFact({
  id: 'iptables-backend',
  summary: 'which kind of iptables the engine has, where the kernel lacks the table raw',
  needs: { engineInUse, engineInfo, kernelModules },
  collect: async (
    host,
    { engineInUse, engineInfo, kernelModules },
  ): Promise<'nft' | 'legacy' | undefined | Unavailable> => {
    const major = majorOf(engineInfo.ServerVersion ?? '') ?? 0;
    if (engineInUse.engine !== 'docker' || major < 28) return undefined;
    if (kernelModules.features.iptable_raw !== 'lacking') return undefined;
    const version = await host.query(['/usr/sbin/iptables', '-V']);
    if (isUnavailable(version)) return version;
    // What is older than both kinds does not name itself, and is the first.
    return version.stdout.includes('nf_tables') ? 'nft' : 'legacy';
  },
});
