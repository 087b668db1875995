import type { Journal } from '#core/journal';
import type { OpenGate, WriteGate } from '#engine/write-gate';

export const PLACES = {
  user: '/home/ada/.local/state/dockmedic/backups/R',
  root: '/var/lib/dockmedic/backups/R',
};
export const RUN = '20261122T055019Z-3f2a';
export const NOW = '2026-11-22T05:50:19.000Z';

export interface FakeGate extends WriteGate {
  /** What is on the disk. */
  latest(): Journal | undefined;
  readonly saved: Journal[];
  readonly isOpen: () => boolean;
}

interface FakeGateOptions {
  readonly shut?: string;
  /** Called before each page is written; may throw. */
  readonly onSave?: (journal: Journal, page: number) => void;
}

/** A gate whose disk is a list. */
export const fakeGate = ({ shut, onSave }: FakeGateOptions = {}): FakeGate => {
  const saved: Journal[] = [];
  let open = false;
  const opened = (run: string): OpenGate => ({
    kind: 'open',
    run,
    openedAt: NOW,
    tool: '0.1.0',
    places: PLACES,
    save: async (journal) => {
      onSave?.(journal, saved.length);
      // As on a disk: later changes of the value do not reach it.
      saved.push(JSON.parse(JSON.stringify(journal)));
    },
    now: () => NOW,
    close: async () => {
      open = false;
    },
  });
  return {
    open: async (run = RUN) => {
      if (shut !== undefined) return { kind: 'shut', text: shut };
      open = true;
      return opened(run);
    },
    held: async () => shut,
    latest: () => saved.at(-1),
    saved,
    isOpen: () => open,
  };
};
