import { ifAvailable, isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineProbe, optional } from '#core/fact';
import type { ProbeNetwork, RoundTrip } from '#core/host';
import { questionFor } from './ask-name-server.ts';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { identity } from './identity.ts';
import { outsideServers } from './outside-servers.ts';

export const containerRoundTrip = defineProbe({
  id: 'container-round-trip',
  summary: 'a real container, created, started, read and removed',
  needs: {
    identity,
    engineInUse,
    engineInfo: optional(engineInfo),
    outsideServers: optional(outsideServers),
  },
  timeoutMs: 25_000,
  collect: async (
    host,
    { identity, engineInUse, engineInfo: info, outsideServers: outside },
  ): Promise<RoundTrip | Unavailable> => {
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
    // Behind TCP, or in a virtual machine, the engine's loopback address is not ours.
    const called =
      engineInUse.address.kind === 'unix' &&
      !isUnavailable(system) &&
      ifAvailable(info)?.Name === system.hostName;
    const network = { ...asking(outside, identity.settings.dnsName), called };
    return host.roundTrip(engineInUse.address, ifAvailable(info)?.Architecture ?? own, { network });
  },
});

/** With `--offline` no datagram leaves the container either. */
const asking = (
  outside: readonly string[] | Unavailable,
  name: string,
): Pick<ProbeNetwork, 'queryHex' | 'references'> => {
  const queryHex = questionFor(name);
  const isLeftOut = isUnavailable(outside) && outside.reason === 'not-looked';
  if (queryHex === undefined || isLeftOut) return { references: [] };
  return { queryHex, references: isUnavailable(outside) ? [] : outside };
};

const FORBIDDEN: readonly (number | undefined)[] = [401, 403, 405];

/** A socket proxy or an authorization plugin lets nobody store images or create containers. */
export const isForbidden = ({ failure }: RoundTrip): boolean =>
  failure !== undefined &&
  FORBIDDEN.includes(failure.status) &&
  (failure.stage === 'import' || failure.stage === 'create');
