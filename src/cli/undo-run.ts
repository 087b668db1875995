import { UsageError } from '#core/errors';
import type { Journal } from '#core/journal';
import type { UndoRecord } from '#core/report';
import type { Aside, RepairObserver } from '#core/session';
import { runUndo, undoPlan } from '#engine/run-undo';
import type { JournalFiles } from '#host/local/journal-files';
import { sleep } from './examine.ts';
import { gateOf } from './gate.ts';
import { type OnRecord, onRecord } from './journals.ts';
import type { Options } from './options.ts';
import { repairHost } from './repairer.ts';
import type { Run } from './run.ts';

/** What taking it back comes to; changes nothing. */
export const planTakingBack = async (run: Run, options: Options, journal: Journal): Promise<UndoRecord> =>
  undoPlan(journal, await repairHost(run, options, undefined));

export interface TakingBack {
  readonly journal: Journal;
  readonly files: JournalFiles;
  confirm(plan: UndoRecord): Promise<boolean>;
  readonly observer: RepairObserver;
  /** Lends the terminal to `sudo`. Absent: nobody is there to type a password. */
  readonly aside?: Aside;
}

/** Takes a repair back, after asking. */
export const takeBack = async (
  run: Run,
  options: Options,
  { journal, files, confirm, observer, aside }: TakingBack,
): Promise<UndoRecord> => {
  const gate = gateOf(run);
  const held = await gate.held();
  if (held !== undefined) return refused(journal, held);
  return runUndo(journal, {
    confirm,
    host: await repairHost(run, options, aside),
    gate,
    load: async () => readable(await onRecord(files, journal.run), files),
    observer,
    sleep,
    signal: run.signal,
  });
};

export const readable = (one: OnRecord, { directory }: JournalFiles): Journal => {
  if (one.kind === 'journal') return one.journal;
  throw new UsageError(
    `The journal ${directory}/${one.run}.json cannot be used: ${one.why}. Name another run (dockmedic undo --list), or take that repair back by hand.`,
    'configuration',
  );
};

const refused = ({ run, fix, title }: Journal, why: string): UndoRecord => ({
  run,
  fix,
  title,
  state: 'refused',
  text: `Nothing was changed: ${why}`,
  steps: [],
});
