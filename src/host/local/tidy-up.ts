import { setTimeout as sleep } from 'node:timers/promises';
import { before } from './before.ts';
import { EngineRefusal } from './engine-refusal.ts';
import { type Kind, type Leftover, leftoversIn } from './own-things.ts';
import type { ProbeEngine } from './probe-engine.ts';
import { tidyingMs } from './tidying-time.ts';

/** Something that a probe created, or may have created without hearing of it. */
export interface Created {
  readonly kind: Kind;
  readonly name: string;
  readonly confirmed: boolean;
}

export interface TidyUpOptions {
  readonly engine: ProbeEngine;
  readonly created: readonly Created[];
  readonly signal: AbortSignal;
  readonly leftoverAgeS?: number;
}

const LIMIT_MS = 4000;
// What comes after a removal that hangs still gets this.
const RESERVE_MS = 120;
// Longer than any run lives, so that a probe of another dockmedic at work is never touched.
const LEFTOVER_AGE_S = 120;
const MAX_LEFTOVERS = 64;
const RETRY_MS = 100;
const ROUNDS = 5;

/** Removes what this probe created, and what an earlier, killed one left behind. The answer names what could
 *  not be removed. */
export const tidyUp = async (options: TidyUpOptions): Promise<readonly string[]> => {
  const { engine, created, signal, leftoverAgeS = LEFTOVER_AGE_S } = options;
  const ended = signal.aborted;
  const untilMs = Date.now() + (ended ? tidyingMs(signal) : LIMIT_MS);
  const left = await removeCreated(engine, created, untilMs);
  const nothingWasMade = created.length === 0;
  if (ended || nothingWasMade) return left;
  const olderThanS = Date.now() / 1000 - leftoverAgeS;
  // The containers before their images.
  const containers = await removeLeftovers(engine, 'container', olderThanS, untilMs);
  const images = await removeLeftovers(engine, 'image', olderThanS, untilMs);
  return [...left, ...containers, ...images];
};

type Outcome = 'removed' | 'absent' | 'busy' | 'failed';

const removeCreated = async (
  engine: ProbeEngine,
  created: readonly Created[],
  untilMs: number,
): Promise<readonly string[]> => {
  const left: string[] = [];
  // The container before its image.
  let open = [...created].reverse();
  for (let round = 1; open.length > 0; round += 1) {
    const again: Created[] = [];
    const last = round === ROUNDS || Date.now() + RETRY_MS + RESERVE_MS > untilMs;
    for (const [at, one] of open.entries()) {
      const limitMs = untilMs - (open.length - 1 - at) * RESERVE_MS;
      const outcome = await remove(() => removal(engine, one.kind, one.name), limitMs);
      // Not there: never made, or not made yet by an engine that is still at it.
      const later = outcome === 'busy' || (outcome === 'absent' && !one.confirmed);
      if (later && !last) again.push(one);
      else if (outcome === 'failed' || outcome === 'busy') left.push(`${one.kind} ${one.name}`);
    }
    open = again;
    if (open.length > 0) await sleep(RETRY_MS);
  }
  return left;
};

const removal = (engine: ProbeEngine, kind: Kind, id: string): Promise<void> =>
  kind === 'container' ? engine.removeContainer(id) : engine.removeImage(id);

const remove = async (act: () => Promise<unknown>, untilMs: number): Promise<Outcome> => {
  try {
    await before(act(), Math.max(0, untilMs - Date.now()));
    return 'removed';
  } catch (error) {
    if (!(error instanceof EngineRefusal)) return 'failed';
    if (error.status === 404) return 'absent';
    return error.status === 409 ? 'busy' : 'failed';
  }
};

const removeLeftovers = async (
  engine: ProbeEngine,
  kind: Kind,
  olderThanS: number,
  untilMs: number,
): Promise<readonly string[]> => {
  const leftovers = await listed(engine, kind, olderThanS, untilMs);
  const outcomes = await Promise.all(
    leftovers.map(async (one) => ({ one, outcome: await remove(() => removeIfOurs(engine, one), untilMs) })),
  );
  return outcomes
    .filter(({ outcome }) => outcome === 'failed' || outcome === 'busy')
    .map(({ one }) => `${kind} ${one.name}`);
};

const removeIfOurs = async (engine: ProbeEngine, leftover: Leftover): Promise<void> => {
  if (await engine.isOurs(leftover)) await removal(engine, leftover.kind, leftover.id);
};

const listed = async (
  engine: ProbeEngine,
  kind: Kind,
  olderThanS: number,
  untilMs: number,
): Promise<readonly Leftover[]> => {
  try {
    const list = await before(engine.labelled(kind), Math.max(0, untilMs - Date.now()));
    return leftoversIn(kind, list)
      .filter(({ createdAtS }) => createdAtS < olderThanS)
      .slice(0, MAX_LEFTOVERS);
  } catch {
    return []; // what cannot be listed is not known to be there
  }
};
