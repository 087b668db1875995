import type { Unavailable } from '#core/answer';
import type { MemoryUsage } from '#core/host';
import { fromError } from '#host/errno';

/** Memory figures through systeminformation, which reads them right on Linux, macOS and Windows. */
export const memoryUsage = async (): Promise<MemoryUsage | Unavailable> => {
  try {
    const { default: systeminformation } = await import('systeminformation');
    const { total, available, swaptotal, swapfree } = await systeminformation.mem();
    return {
      totalBytes: total,
      availableBytes: available,
      swapTotalBytes: swaptotal,
      swapFreeBytes: swapfree,
    };
  } catch (error) {
    return fromError('memory figures', error);
  }
};
