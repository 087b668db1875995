import { isUnavailable } from '#core/answer';
import { defineProbe } from '#core/fact';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';

export const containerRoundTrip = defineProbe({
  id: 'container-round-trip',
  summary: 'a real container, created, started, read and removed',
  needs: { engineInUse, engineInfo },
  timeoutMs: 25_000,
  collect: async (host, { engineInUse, engineInfo }) => {
    const system = await host.system();
    const fallback = isUnavailable(system) ? 'unknown' : system.arch;
    return host.roundTrip(engineInUse.address, engineInfo.Architecture ?? fallback);
  },
});
