import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';

/** The clock of the engine beside that of this host. In a virtual machine it is another one, which sleeps with the laptop. */
export interface EngineClock {
  readonly id: string;
  /** How far it is ahead of this host's; negative where it is behind. */
  readonly aheadMs: number;
}

export const engineClock = defineFact({
  id: 'engine-clock',
  summary: "the engine's time (GET /info) beside this host's",
  needs: { engineInUse, engineInfo },
  collect: async (host, { engineInUse, engineInfo }): Promise<EngineClock | Unavailable> => {
    const nowMs = await host.nowMs();
    if (isUnavailable(nowMs)) return nowMs;
    const toldMs = Date.parse(engineInfo.SystemTime ?? '');
    return Number.isNaN(toldMs)
      ? unavailable('absent', 'GET /info', 'the engine does not tell its time')
      : { id: engineInUse.id, aheadMs: toldMs - nowMs };
  },
});
