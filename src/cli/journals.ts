import { isUnavailable } from '#core/answer';
import { UsageError } from '#core/errors';
import { isUndoable, type Journal } from '#core/journal';
import type { JournalledRepair } from '#core/report';
import type { JournalFiles } from '#host/local/journal-files';
import { lockHolder } from '#host/local/repair-lock';
import { parseJournal } from '#parse/journal';
import { isMalformed } from '#parse/malformed';
import { inWords } from './errno-words.ts';

/** A repair on record, or why its journal cannot be read. */
export type OnRecord =
  | { readonly kind: 'journal'; readonly run: string; readonly journal: Journal }
  | { readonly kind: 'unreadable'; readonly run: string; readonly why: string };

// Nobody looks further back; a directory full of names must not take the program's time.
const MOST = 200;

/** The repairs on record, latest first. */
export const repairsOnRecord = async (files: JournalFiles): Promise<readonly OnRecord[]> => {
  const runs = await files.list();
  if (isUnavailable(runs)) {
    throw new UsageError(
      `The journals in ${files.directory} cannot be read: ${inWords(runs.detail)}.`,
      'configuration',
    );
  }
  return Promise.all(runs.slice(0, MOST).map((run) => onRecord(files, run)));
};

export const onRecord = async (files: JournalFiles, run: string): Promise<OnRecord> => {
  const text = await files.read(run);
  if (isUnavailable(text)) return { kind: 'unreadable', run, why: inWords(text.detail) };
  const journal = parseJournal(text, run);
  return isMalformed(journal)
    ? { kind: 'unreadable', run, why: journal.detail }
    : { kind: 'journal', run, journal };
};

/** The run that holds the lock now. */
export const runningNow = async (): Promise<string | undefined> => {
  const holder = await lockHolder();
  return holder === undefined || holder === 'somebody' ? undefined : holder.run;
};

/** As it stands in a list. A repair that no process works on any more was interrupted. */
export const asListed = (one: OnRecord, running: string | undefined): JournalledRepair => {
  if (one.kind === 'unreadable') return { run: one.run, state: 'unreadable', undoable: false, text: one.why };
  const { run, startedAt, fix, title, phase } = one.journal;
  const isOver = 'endedAt' in phase;
  const state = isOver ? phase.state : run === running ? 'running' : 'interrupted';
  return {
    run,
    state,
    undoable: state !== 'running' && isUndoable(one.journal),
    startedAt,
    fix,
    title,
    ...(isOver ? { text: phase.text } : {}),
  };
};

/** Repairs that somebody or something ended before they were over, and that can be taken back. */
export const interruptedRepairs = async (
  files: JournalFiles | undefined,
): Promise<readonly JournalledRepair[]> => {
  if (files === undefined || isUnavailable(await files.list())) return [];
  const running = await runningNow();
  return (await repairsOnRecord(files))
    .map((one) => asListed(one, running))
    .filter(({ state, undoable }) => state === 'interrupted' && undoable);
};
