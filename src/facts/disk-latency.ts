import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineProbe } from '#core/fact';
import { mountOf, parseMountinfo } from '#parse/mountinfo';
import { identity } from './identity.ts';
import { storagePlaces } from './storage-places.ts';

/** How long it takes to make a small file durable on the file system of container storage. */
export interface DiskLatency {
  readonly directory: string;
  readonly samples: number;
  readonly medianMs: number;
  readonly worstMs: number;
}

/** A data root is closed to users, and is not ours to write to: a directory for everybody on the same file system tells as much. */
export const diskLatency = defineProbe({
  id: 'disk-latency',
  summary: 'how long it takes to make 4 KiB durable on the file system of the data root',
  needs: { identity, storagePlaces },
  timeoutMs: 5000,
  collect: async (host, { identity: { home }, storagePlaces }): Promise<DiskLatency | Unavailable> => {
    const store = storagePlaces.filesystems.find(({ places }) => places.some(({ kind }) => kind !== 'tmp'));
    const text = await host.readFile('/proc/self/mountinfo', { maxBytes: 8 * 1024 * 1024 });
    const mounts = isUnavailable(text) ? [] : parseMountinfo(text);
    const device = store?.mount?.device;
    const candidates = ['/var/tmp', '/tmp', ...(home === undefined ? [] : [home])];
    const directory = candidates.find(
      (path) => device !== undefined && mountOf(path, mounts)?.device === device,
    );
    if (directory === undefined)
      return unavailable(
        'not-here',
        'write and sync',
        'no directory that everybody may write to lies on the file system of the data root',
      );
    const answer = await host.syncLatency(directory);
    if (isUnavailable(answer)) return answer;
    const sorted = [...answer.syncMs].sort((one, other) => one - other);
    const [median, worst] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
    if (median === undefined || worst === undefined)
      return unavailable(
        'timed-out',
        `write and sync in ${directory}`,
        'the run ended before the first write',
      );
    return { directory, samples: sorted.length, medianMs: rounded(median), worstMs: rounded(worst) };
  },
});

const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;
