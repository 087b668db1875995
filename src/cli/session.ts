import { checks as allChecks } from '#checks/index';
import { type AnyCheck, categoryOf } from '#core/check';
import { UsageError } from '#core/errors';
import type { ExitCode, RepairRecord, UndoRecord } from '#core/report';
import type { SessionActions } from '#core/session';
import { provisionalRow } from '#engine/assemble-report';
import { journalsOf } from './gate.ts';
import { interruptedRepairs, onRecord } from './journals.ts';
import { type Look, look } from './looks.ts';
import type { Options } from './options.ts';
import { publish } from './publish.ts';
import { repair } from './repairer.ts';
import type { Run } from './run.ts';
import { planTakingBack, readable, takeBack } from './undo-run.ts';

/** The Ink session. Its libraries are loaded here and nowhere else. */
export const runInSession = async (
  run: Run,
  options: Options,
  selected: readonly AnyCheck[],
): Promise<ExitCode> => {
  const { runSession } = await import('../ui/session.tsx');
  const { stdin, stdout, env } = run.process;
  const actions = actionsOf(run, options, selected);
  const end = await runSession({
    actions,
    onInterrupt: run.interrupt,
    stdin,
    stdout,
    color: run.color,
    unicode: speaksUnicode(env),
    version: run.tool.version,
    signal: run.signal,
    asRoot: run.process.getuid?.() === 0,
  });
  // A look may still be under way: it is ended, and what its probe created is removed before we go.
  run.abandon();
  await actions.settled();
  run.close();
  if (end.report !== undefined && options.formats.length > 0) await publish(run, options, end.report);
  if (end.interrupted) return run.interruption() === 'SIGTERM' ? 143 : 130;
  return end.report?.exitCode ?? 3;
};

interface CliActions extends SessionActions {
  /** Resolves when the look under way, if any, has ended. */
  settled(): Promise<void>;
}

const actionsOf = (run: Run, options: Options, selected: readonly AnyCheck[]): CliActions => {
  let latest: Look | undefined;
  let looking: Promise<unknown> = Promise.resolve();
  const repairs: RepairRecord[] = [];
  return {
    examine: async (observer) => {
      observer.onStart?.(selected.map(({ id, title }) => ({ id, title, category: categoryOf(id) })));
      const now = look(run, options, {
        checks: selected,
        ownDeadline: true,
        onOutcome: (outcome) => observer.onRow?.(provisionalRow(outcome)),
        ...(repairs.length === 0 ? {} : { repairs }),
      });
      looking = now.catch(() => undefined); // its failure is told to whoever asked for the look
      latest = await now;
      return latest.report;
    },
    settled: async () => {
      await looking;
    },
    repair: async (offerId, observer, aside) => {
      const offer = latest?.offered.find(({ id }) => id === offerId);
      if (offer === undefined) throw new Error(`no fix ${offerId} in the latest report`);
      // The session has asked already; its answer is this call.
      const confirm = async (): Promise<boolean> => true;
      const record = await repair(run, options, {
        offer,
        checks: allChecks,
        confirm,
        maxRisk: 'destructive',
        observer,
        aside,
      });
      repairs.push(record);
      return record;
    },
    interrupted: async () => interruptedRepairs(await journalsOf(run)),
    planUndo: async (name) => {
      const { journal } = await onRecordAs(run, name);
      const plan = await planTakingBack(run, options, journal);
      return plan.steps.some(({ ok }) => !ok)
        ? { ...plan, state: 'refused', text: changedSince(plan) }
        : plan;
    },
    undo: async (name, observer, aside) => {
      // The session has asked already; its answer is this call.
      const confirm = async (): Promise<boolean> => true;
      return takeBack(run, options, { ...(await onRecordAs(run, name)), confirm, observer, aside });
    },
  };
};

const onRecordAs = async (run: Run, name: string) => {
  const files = await journalsOf(run);
  if (files === undefined) throw new UsageError('This user has no journal of repairs.', 'configuration');
  return { files, journal: readable(await onRecord(files, name), files) };
};

const changedSince = ({ steps }: UndoRecord): string =>
  `Nothing was changed: ${steps.flatMap(({ ok, outcome }) => (ok ? [] : [outcome])).join('; ')}.`;

/** As the locale says; where it says nothing, a terminal of today can. */
const speaksUnicode = (env: NodeJS.ProcessEnv): boolean => {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return locale === '' ? env['TERM'] !== 'linux' : /utf-?8/i.test(locale);
};
