import { isUndoable, type Proposal } from '#core/fix';
import type { Journal, JournalEntry, JournalPhase } from '#core/journal';
import type { OpenGate } from './write-gate.ts';

/** The journal of a repair under way. What it says is on the disk before it is true of the host. */
export interface Book {
  readonly gate: OpenGate;
  journal(): Journal;
  /** Both reject when the journal cannot be written. */
  begin(entry: Omit<JournalEntry, 'state'>): Promise<void>;
  mark(step: number, change: Partial<JournalEntry>): Promise<void>;
  enter(phase: JournalPhase): Promise<void>;
  /** As `mark` and `enter`, where what is to be done has to be done although nothing can be written any more. */
  note(change: { readonly entries?: readonly JournalEntry[]; readonly phase?: JournalPhase }): Promise<void>;
}

export const openBook = (first: Journal, gate: OpenGate): Book => {
  let journal = first;
  const change = async (part: Partial<Journal>): Promise<void> => {
    journal = { ...journal, ...part };
    await gate.save(journal);
  };
  return {
    gate,
    journal: () => journal,
    begin: (entry) => change({ entries: [...journal.entries, { ...entry, state: 'open' }] }),
    mark: (step, more) => change({ entries: changed(journal.entries, step, more) }),
    enter: (phase) => change({ phase }),
    note: (part) => change(part).catch(() => undefined),
  };
};

export const changed = (
  entries: readonly JournalEntry[],
  step: number,
  more: Partial<JournalEntry>,
): readonly JournalEntry[] => entries.map((entry) => (entry.step === step ? { ...entry, ...more } : entry));

/** The first page: it is on the disk before anything is changed. */
export const newBook = async (
  { fix, title, steps }: Pick<Proposal, 'fix' | 'title' | 'steps'>,
  gate: OpenGate,
): Promise<Book> => {
  const { run, tool, openedAt: startedAt } = gate;
  const book = openBook(
    {
      journalVersion: 1,
      run,
      tool,
      startedAt,
      fix,
      title,
      ...(steps.some(isUndoable) ? {} : { irreversible: true }),
      phase: { state: 'applying' },
      entries: [],
    },
    gate,
  );
  await book.enter({ state: 'applying' });
  return book;
};
