import { isUnavailable, type Unavailable } from '#core/answer';
import type { Evidence } from '#core/finding';
import type { MemoryUsage } from '#core/host';
import { formatBytes } from '#core/text';

type Memory = MemoryUsage | undefined | Unavailable;

// Below this share of what is there, the kernel spends its time finding pages, and everything stalls.
const SHORT_SHARE = 0.03;

/** `51 MB of 8 GB`, when that is hardly anything; memory and swap together. */
export const shortage = (memory: Memory): string | undefined => {
  if (memory === undefined || isUnavailable(memory)) return undefined;
  const total = memory.totalBytes + memory.swapTotalBytes;
  const left = memory.availableBytes + memory.swapFreeBytes;
  return left / total < SHORT_SHARE ? `${formatBytes(left)} of ${formatBytes(total)}` : undefined;
};

export const memoryEvidence = (memory: Memory): readonly Evidence[] =>
  memory === undefined || isUnavailable(memory)
    ? []
    : [
        {
          source: 'memory',
          observed: `${formatBytes(memory.availableBytes)} of ${formatBytes(memory.totalBytes)} available`,
        },
      ];
