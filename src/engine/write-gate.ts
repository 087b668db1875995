import type { Journal } from '#core/journal';
import type { BackupPlaces } from './steps/keep.ts';

/** The one way to a change of this host: whoever acts has passed it. A dry run is given none. */
export interface WriteGate {
  /** Takes the lock of this host: one repair, or one undoing, at a time. With a name, it goes on with that run. */
  open(run?: string): Promise<OpenGate | ShutGate>;
  /** Who holds the lock now, in a sentence, without taking it. */
  held(): Promise<string | undefined>;
}

export interface OpenGate {
  readonly kind: 'open';
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly openedAt: string;
  readonly tool: string;
  readonly places: BackupPlaces;
  /** Writes the journal durably, all of it or nothing. Rejects with a sentence where that cannot be done. */
  save(journal: Journal): Promise<void>;
  now(): string;
  close(): Promise<void>;
}

export interface ShutGate {
  readonly kind: 'shut';
  /** Why, and what to do. */
  readonly text: string;
}
