import { useEffect, useState } from 'react';
import type { SessionState } from '../state.ts';

const INTERVAL_MS = 100;

/** Whether anything runs that a spinner should tell of. */
export const isBusy = ({ looking, view, closing }: SessionState): boolean =>
  !closing && (looking || (view.kind === 'repair' && view.record === undefined));

/** Counts while something runs; at rest nothing is redrawn. */
export const useSpinner = (busy: boolean): number => {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    if (!busy) return undefined;
    const timer = setInterval(() => setTick((count) => count + 1), INTERVAL_MS);
    return () => clearInterval(timer);
  }, [busy]);
  return tick;
};
