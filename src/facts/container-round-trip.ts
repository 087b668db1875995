import { ifAvailable, isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineProbe, optional } from '#core/fact';
import type { RoundTrip } from '#core/host';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';

export const containerRoundTrip = defineProbe({
  id: 'container-round-trip',
  summary: 'a real container, created, started, read and removed',
  needs: { engineInUse, engineInfo: optional(engineInfo) },
  timeoutMs: 25_000,
  collect: async (host, { engineInUse, engineInfo: info }): Promise<RoundTrip | Unavailable> => {
    // A proxy may hide `/info` and yet let containers through. An engine that does not answer at all is not
    // asked for more.
    if (isUnavailable(info) && info.reason !== 'denied') {
      return unavailable(info.reason, info.source, info.detail, { origin: info.origin ?? engineInfo.id });
    }
    if (ifAvailable(info)?.OSType === 'windows') {
      return unavailable(
        'absent',
        'GET /info',
        'the engine runs Windows containers, and the probe is for Linux',
      );
    }
    const system = await host.system();
    const own = isUnavailable(system) ? 'unknown' : system.arch;
    return host.roundTrip(engineInUse.address, ifAvailable(info)?.Architecture ?? own);
  },
});
