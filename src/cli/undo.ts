import { UsageError } from '#core/errors';
import { hasLasting, isUndoable, type Journal, RUN_NAME } from '#core/journal';
import type { ExitCode, JournalDocument, UndoDocument, UndoRecord } from '#core/report';
import { oneLine, plain, plainDeep } from '#core/text';
import type { JournalFiles } from '#host/local/journal-files';
import { renderJson } from '#report/json';
import { renderJournal, renderUndo, renderUndoPlan } from '#report/undo';
import { askYesNo } from './ask.ts';
import { journalsOf } from './gate.ts';
import { asListed, onRecord, repairsOnRecord, runningNow } from './journals.ts';
import type { Options } from './options.ts';
import { writeFormats } from './output.ts';
import type { Run } from './run.ts';
import { planTakingBack, readable, takeBack } from './undo-run.ts';

/** `dockmedic undo`: takes a repair back from its journal, after showing how and asking. */
export const runUndoing = async (run: Run, options: Options): Promise<ExitCode> => {
  const files = await journalsOf(run);
  if (options.list) return listRepairs(run, options, files);
  const chosen = await chooseRepair(files, options.operands[0]);
  const record = plainDeep<UndoRecord>(
    chosen === undefined || files === undefined ? NOTHING : await undo(run, options, chosen, files),
  );
  const exitCode = exitCodeOf(record, run);
  run.close();
  const interruption = run.interruption();
  const document: UndoDocument = {
    schemaVersion: 1,
    tool: run.tool,
    exitCode,
    undo: record,
    ...(interruption === undefined || interruption === 'deadline' ? {} : { interrupted: interruption }),
  };
  const render = (name: string): string => (name === 'json' ? renderJson(document) : renderUndo(record));
  await writeFormats(run.stdout, options.formats, render, 'The report');
  return exitCode;
};

const NOTHING: UndoRecord = {
  state: 'nothing-to-undo',
  text: 'No repair on record of this user has left anything to take back (dockmedic undo --list). Other users have journals of their own, root too: sudo dockmedic undo --list.',
  steps: [],
};

const listRepairs = async (
  run: Run,
  { formats }: Options,
  files: JournalFiles | undefined,
): Promise<ExitCode> => {
  const running = await runningNow();
  const repairs = files === undefined ? [] : await repairsOnRecord(files);
  const document: JournalDocument = plainDeep({
    schemaVersion: 1,
    tool: run.tool,
    exitCode: 0,
    journal: repairs.map((one) => asListed(one, running)),
  });
  const render = (name: string): string =>
    name === 'json' ? renderJson(document) : renderJournal(document.journal);
  await writeFormats(run.stdout, formats, render, 'The list');
  return 0;
};

/** The named one, or the latest that has something to take back. */
const chooseRepair = async (
  files: JournalFiles | undefined,
  name: string | undefined,
): Promise<Journal | undefined> => {
  if (name !== undefined && (!RUN_NAME.test(name) || files === undefined)) throw unknownRun(name);
  if (files === undefined) return undefined;
  if (name !== undefined) {
    const runs = await repairsOnRecord(files);
    if (!runs.some(({ run }) => run === name)) throw unknownRun(name);
    return readable(await onRecord(files, name), files);
  }
  for (const one of await repairsOnRecord(files)) {
    // Behind one that cannot be read, or cannot be taken back, an older repair must not be taken for the latest.
    const journal = readable(one, files);
    if (isUndoable(journal)) return journal;
    if (hasLasting(journal)) throw withoutWayBack(journal);
  }
  return undefined;
};

const withoutWayBack = ({ run, title, startedAt }: Journal): UsageError =>
  new UsageError(
    `The latest repair, of ${startedAt.slice(0, 16).replace('T', ' ')} UTC (${oneLine(title)}), has no way back. An older one has to be named: dockmedic undo --list shows them, ${run} first.`,
  );

const unknownRun = (name: string): UsageError =>
  new UsageError(`No repair of this user is called "${name}". dockmedic undo --list shows them all.`);

const undo = async (
  run: Run,
  options: Options,
  journal: Journal,
  files: JournalFiles,
): Promise<UndoRecord> => {
  if (options.dryRun) {
    const plan = await planTakingBack(run, options, journal);
    say(run, renderUndoPlan(plan));
    return plan;
  }
  return takeBack(run, options, {
    journal,
    files,
    confirm: (plan) => confirm(run, options, plan),
    observer: {
      onStep: (step, state, text) => say(run, `step ${step + 1}: ${state}  ${text}\n`),
      onLine: (line) => say(run, `  | ${line}\n`),
    },
    ...(run.interactive ? { aside: (work) => work() } : {}),
  });
};

const confirm = async (run: Run, options: Options, plan: UndoRecord): Promise<boolean> => {
  say(run, renderUndoPlan(plan));
  if (options.yes) return true;
  if (run.interactive) return askYesNo(run, 'Take it back?');
  say(run, 'Nobody is here to ask: nothing was done. Add --yes to take it back.\n');
  return false;
};

const say = (run: Run, text: string): void => {
  run.stderr.write(plain(text), () => undefined);
};

const exitCodeOf = ({ state }: UndoRecord, run: Run): ExitCode => {
  const interruption = run.interruption();
  if (interruption === 'SIGINT') return 130;
  if (interruption === 'SIGTERM') return 143;
  return state === 'undone' || state === 'planned' || state === 'nothing-to-undo' ? 0 : 4;
};
