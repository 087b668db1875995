import { setTimeout as sleep } from 'node:timers/promises';
import { before } from './before.ts';
import type { Labelled, ProbeEngine } from './probe-engine.ts';

/** Something that a probe created, or may have created without hearing of it. */
export interface Created {
  readonly kind: 'container' | 'image';
  readonly name: string;
  readonly confirmed: boolean;
}

const LIMIT_MS = 4000;
// After the run's end there is little time left to tidy up; what stays is removed by a later run.
const LIMIT_ENDED_MS = 800;
// Longer than any run lives, so that a probe of another dockmedic at work is never touched.
const LEFTOVER_AGE_S = 120;
const RETRY_MS = 120;
const RETRIES = 4;

/** Removes what this probe created, and what an earlier, killed one left behind. The answer names what could
 *  not be removed. */
export const tidyUp = async (
  engine: ProbeEngine,
  created: readonly Created[],
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const ended = signal.aborted;
  const untilMs = Date.now() + (ended ? LIMIT_ENDED_MS : LIMIT_MS);
  const left: string[] = [];
  // The container before its image.
  for (const one of [...created].reverse()) {
    if (!(await isRemoved(engine, one, untilMs))) left.push(`${one.kind} ${one.name}`);
  }
  const nothingWasMade = created.length === 0;
  return ended || nothingWasMade ? left : [...left, ...(await removeLeftovers(engine, untilMs))];
};

const isRemoved = async (
  engine: ProbeEngine,
  { kind, name, confirmed }: Created,
  untilMs: number,
): Promise<boolean> => {
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await remove(engine, kind, name, untilMs);
    // Not there: never made, or not made yet by an engine that is still at it.
    const again = outcome === 'absent' && !confirmed && attempt < RETRIES && Date.now() + RETRY_MS < untilMs;
    if (!again) return outcome !== 'failed';
    await sleep(RETRY_MS);
  }
};

const remove = async (
  engine: ProbeEngine,
  kind: Created['kind'],
  name: string,
  untilMs: number,
): Promise<'removed' | 'absent' | 'failed'> => {
  const removal = kind === 'container' ? engine.removeContainer(name) : engine.removeImage(name);
  try {
    await before(removal, Math.max(0, untilMs - Date.now()));
    return 'removed';
  } catch (error) {
    const status =
      typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 0;
    return status === 404 ? 'absent' : 'failed';
  }
};

const removeLeftovers = async (engine: ProbeEngine, untilMs: number): Promise<readonly string[]> => {
  const containers = await listed(engine.labelledContainers(), untilMs);
  const left = await removeAll(engine, 'container', containers, untilMs);
  const images = await listed(engine.labelledImages(), untilMs);
  return [...left, ...(await removeAll(engine, 'image', images, untilMs))];
};

const listed = async (list: Promise<readonly Labelled[]>, untilMs: number): Promise<readonly string[]> => {
  const oldestS = Date.now() / 1000 - LEFTOVER_AGE_S;
  try {
    const seen = await before(list, Math.max(0, untilMs - Date.now()));
    return seen.filter(({ createdAtS }) => createdAtS < oldestS).map(({ id }) => id);
  } catch {
    return []; // what cannot be listed is not known to be there
  }
};

const removeAll = async (
  engine: ProbeEngine,
  kind: Created['kind'],
  ids: readonly string[],
  untilMs: number,
): Promise<readonly string[]> => {
  const outcomes = await Promise.all(
    ids.map(async (id) => ({ id, outcome: await remove(engine, kind, id, untilMs) })),
  );
  return outcomes.filter(({ outcome }) => outcome === 'failed').map(({ id }) => `${kind} ${id}`);
};
