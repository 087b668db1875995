/** A promise, or the end of the run or of this time, whichever comes first. */
export const before = <T>(promise: Promise<T>, timeoutMs: number, signal?: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const lost = (why: string): void => reject(new Error(why));
    const timer = setTimeout(() => lost(`no answer within ${Math.round(timeoutMs)} ms`), timeoutMs);
    const onAbort = (): void => lost('the run ended first');
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    });
  });
