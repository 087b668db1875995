import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import { type EngineDiskUsage, parseDiskUsage } from '#parse/engine-api';
import { bytePressure, inodePressure } from './disk-pressure.ts';
import { askEngine } from './engine-answers.ts';
import { engineInUse } from './engine-in-use.ts';
import { identity } from './identity.ts';
import { storagePlaces } from './storage-places.ts';

const TIMEOUT_MS = 10_000;

/** The engine walks through all its files to answer, which takes seconds: it is asked only when some disk is filling or
 *  somebody asked for a clean-up. `undefined`: no need to ask. */
export const engineDiskReport = defineFact({
  id: 'engine-disk-report',
  summary: 'what the engine keeps, each thing with its size (GET /system/df)',
  needs: { identity, engineInUse, storagePlaces: optional(storagePlaces) },
  timeoutMs: TIMEOUT_MS + 1000,
  collect: async (host, needs): Promise<EngineDiskUsage | undefined | Unavailable> => {
    const { identity, engineInUse, storagePlaces: places } = needs;
    const { settings, cleanUps = [] } = identity;
    if (isUnavailable(places) && cleanUps.length === 0) return places;
    const filesystems = isUnavailable(places) ? [] : places.filesystems;
    const isFilling = filesystems.some(
      ({ usage }) => (bytePressure(usage, settings) ?? inodePressure(usage, settings)) !== undefined,
    );
    if (!isFilling && cleanUps.length === 0) return undefined;
    return askEngine(host, engineInUse.address, '/system/df', parseDiskUsage, TIMEOUT_MS);
  },
});
