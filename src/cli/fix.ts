import { checks } from '#checks/index';
import { UsageError } from '#core/errors';
import type { ExitCode, RepairRecord, Report } from '#core/report';
import type { RepairObserver } from '#core/session';
import { plain, plainDeep } from '#core/text';
import { planScript } from '#engine/plan-script';
import { describeOffer, type OfferedFix } from '#engine/proposals';
import { planFix } from '#engine/run-fix';
import { fixes } from '#fixes/index';
import { renderPlan } from '#report/plan';
import { askWord, askYesNo } from './ask.ts';
import { didYouMean } from './did-you-mean.ts';
import { journalsOf } from './gate.ts';
import { interruptedRepairs } from './journals.ts';
import { type Look, look } from './looks.ts';
import { offersFor } from './offers-for.ts';
import type { Options } from './options.ts';
import { writeOut } from './output.ts';
import { publish } from './publish.ts';
import { repair } from './repairer.ts';
import type { Run } from './run.ts';
import { selectChecks } from './select-checks.ts';
import { hasToBeNamed, type Unoffered, unofferedName, unofferedNext } from './unoffered.ts';

/** `dockmedic fix`: looks, shows each plan, asks, applies, looks again, and reports what was proven. */
export const runFixes = async (run: Run, options: Options): Promise<ExitCode> => {
  const known = new Set([...fixes.map(({ id }) => id), ...checks.flatMap(({ codes }) => Object.keys(codes))]);
  for (const name of options.operands) {
    if (!known.has(name.replace(/#.*$/s, ''))) {
      throw new UsageError(`No fix and no finding is called "${name}".${didYouMean(name, known)}`);
    }
  }
  if (options.replay === undefined) await tellOfInterrupted(run);
  const selected = selectChecks(checks, options.only, options.skip);
  const records: RepairRecord[] = [];
  const scripted: OfferedFix[] = [];
  let current = await look(run, options, { checks: selected, ownDeadline: true });
  const names = namesOf(options, current);
  if (names.length === 0) records.push(...told(run, unofferedNext(current.report)));
  for (const name of names) {
    if (run.signal.aborted) break;
    const offers = offersFor(name, current.offered);
    if (offers.length === 0) records.push(...told(run, unofferedName(name, current.report)));
    for (const offer of offers) {
      if (run.signal.aborted) continue;
      records.push(await handle(run, options, offer));
      scripted.push(offer);
    }
    // Interrupted, a look could see nothing any more: what was seen before stands.
    if (run.signal.aborted) break;
    if (offers.length === 0 || options.dryRun) continue;
    current = await look(run, options, { checks: selected, ownDeadline: true, repairs: records });
  }
  run.close();
  const report = closing(current.report, records, run.interruption());
  if (options.dryRun && !options.script) {
    await publish(run, options, report);
    for (const offer of scripted) say(run, renderPlan(describeOffer(offer)));
    return report.exitCode;
  }
  await (options.script ? publishScript(run, options, report, scripted) : publish(run, options, report));
  return report.exitCode;
};

/** The script in place of the report; a report beside it goes to its file. What kept a plan from being made is said. */
const publishScript = async (
  run: Run,
  options: Options,
  report: Report,
  offers: readonly OfferedFix[],
): Promise<void> => {
  if (options.formats.length > 0) await publish(run, options, report);
  for (const { state, text } of report.repairs ?? []) if (state !== 'planned') say(run, `${text}\n`);
  if (offers.length === 0) say(run, 'There is no plan to print.\n');
  else await writeOut(run.stdout, planScript(offers, run.tool.version, new Date().toISOString()));
};

/** Without a name, the fix of the next action. */
const namesOf = ({ operands }: Options, { report }: Look): readonly string[] => {
  if (operands.length > 0) return operands;
  return report.nextAction?.fix === undefined ? [] : [report.nextAction.fix];
};

/** The report tells it; only what has no place there goes to standard error. */
const told = (run: Run, why: Unoffered | undefined): readonly RepairRecord[] => {
  if (why?.record !== undefined) return [why.record];
  if (why !== undefined) say(run, `${why.text}\n`);
  return [];
};

/** A repair that was cut off may have left something half done: that is to be known before another begins. */
const tellOfInterrupted = async (run: Run): Promise<void> => {
  for (const { run: name, fix } of await interruptedRepairs(await journalsOf(run))) {
    say(
      run,
      `An earlier repair was interrupted (${fix}): dockmedic undo ${name} takes back what it did, dockmedic undo --list shows it.\n`,
    );
  }
};

const handle = async (run: Run, options: Options, offer: OfferedFix): Promise<RepairRecord> => {
  // A dry run ends with the plans (below), so that the report does not push them off the screen.
  if (options.dryRun) return planFix(offer);
  const unnamed = hasToBeNamed(options, offer);
  if (unnamed !== undefined) return unnamed;
  const asks = run.interactive && !options.yes;
  return repair(run, options, {
    offer,
    checks,
    confirm: () => confirm(run, options, offer),
    maxRisk: asks ? 'destructive' : options.maxRisk,
    observer: narrator(run),
    ...(run.interactive ? { aside: (work) => work() } : {}),
  });
};

const confirm = async (run: Run, options: Options, offer: OfferedFix): Promise<boolean> => {
  say(run, renderPlan(describeOffer(offer)));
  if (options.yes) return true;
  if (run.interactive) {
    const { risk, word = offer.id } = offer.proposal;
    return risk === 'destructive' ? askWord(run, word) : askYesNo(run, 'Apply this plan?');
  }
  say(run, 'Nobody is here to ask: nothing was done. Add --yes to apply it.\n');
  return false;
};

const say = (run: Run, text: string): void => {
  run.stderr.write(plain(text), () => undefined);
};

/** What happens while it happens, on standard error. The line that stood there already is not told again. */
const narrator = (run: Run): RepairObserver => {
  let last = '';
  return {
    onStep: (step, state, text) => {
      const outcome = last === '' ? text : text.replace(`: ${last}`, '');
      say(run, `step ${step + 1}: ${state}  ${outcome}\n`);
    },
    onLine: (line) => {
      last = line.trim() || last;
      say(run, `  | ${line}\n`);
    },
    onVerifying: () => say(run, 'looking again\n'),
  };
};

/** The latest look with all that was asked for. An interrupted run ends with what had been seen until then. */
const closing = (
  report: Report,
  repairs: readonly RepairRecord[],
  interrupted: Report['interrupted'],
): Report => {
  const told = repairs.length === 0 ? report : { ...report, repairs };
  if (interrupted === 'SIGINT' || interrupted === 'SIGTERM')
    return plainDeep<Report>({ ...told, interrupted, exitCode: interrupted === 'SIGINT' ? 130 : 143 });
  return plainDeep<Report>({ ...told, exitCode: exitCodeOf(report, repairs) });
};

/** A plan that was only shown is a success of its own: the host is as it was, and that was the wish. */
const exitCodeOf = ({ exitCode }: Report, repairs: readonly RepairRecord[]): ExitCode => {
  if (repairs.some(({ state }) => state !== 'verified' && state !== 'planned')) return 4;
  return repairs.some(({ state }) => state === 'planned') ? 0 : exitCode;
};
