import { checks } from '#checks/index';
import { UsageError } from '#core/errors';
import type { ExitCode, RepairRecord, Report } from '#core/report';
import type { RepairObserver } from '#core/session';
import { plain, plainDeep } from '#core/text';
import { describeOffer, type OfferedFix } from '#engine/proposals';
import { planFix } from '#engine/run-fix';
import { fixes } from '#fixes/index';
import { renderPlan } from '#report/plan';
import { hostOf } from '#report/words';
import { askYesNo } from './ask.ts';
import { didYouMean } from './did-you-mean.ts';
import { type Look, look } from './looks.ts';
import type { Options } from './options.ts';
import { publish } from './publish.ts';
import { repair } from './repairer.ts';
import type { Run } from './run.ts';
import { selectChecks } from './select-checks.ts';

/** `dockmedic fix`: looks, shows each plan, asks, applies, looks again, and reports what was proven. */
export const runFixes = async (run: Run, options: Options): Promise<ExitCode> => {
  const known = new Set([...fixes.map(({ id }) => id), ...checks.flatMap(({ codes }) => Object.keys(codes))]);
  for (const name of options.operands) {
    if (!known.has(name.replace(/#\d+$/, ''))) {
      throw new UsageError(`No fix and no finding is called "${name}".${didYouMean(name, known)}`);
    }
  }
  const selected = selectChecks(checks, options.only, options.skip);
  const records: RepairRecord[] = [];
  let current = await look(run, options, { checks: selected, ownDeadline: true });
  for (const name of namesOf(options, current)) {
    if (run.signal.aborted) break;
    const offers = offersFor(name, current);
    if (offers.length === 0) records.push(...notCalledFor(run, name, current));
    for (const offer of offers) {
      if (!run.signal.aborted) records.push(await handle(run, options, offer));
    }
    // Interrupted, a look could see nothing any more: what was seen before stands.
    if (run.signal.aborted) break;
    current = await look(run, options, { checks: selected, ownDeadline: true, repairs: records });
  }
  run.close();
  const report = closing(current.report, records, run.interruption(), options);
  await publish(run, options, report);
  return report.exitCode;
};

/** Without a name, the fix of the next action. */
const namesOf = ({ operands }: Options, { report }: Look): readonly string[] => {
  if (operands.length > 0) return operands;
  return report.nextAction?.fix === undefined ? [] : [report.nextAction.fix];
};

const offersFor = (name: string, { offered }: Look): readonly OfferedFix[] =>
  offered.filter(({ id, resolves }) => id === name || resolves.some(({ code }) => code === name));

/** Nothing offers it: on a healthy host nothing is to be done, elsewhere it would not cure what is wrong. */
const notCalledFor = (run: Run, name: string, { report }: Look): readonly RepairRecord[] => {
  const text = `${name} is not called for: no finding on ${hostOf(report)} offers it.`;
  run.stderr.write(`${text}\n`, () => undefined);
  return report.exitCode === 0 ? [] : [{ fix: name, state: 'refused', text, steps: [] }];
};

const handle = async (run: Run, options: Options, offer: OfferedFix): Promise<RepairRecord> => {
  if (options.dryRun) {
    say(run, renderPlan(describeOffer(offer)));
    return planFix(offer);
  }
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
  if (run.interactive) return askYesNo(run, 'Apply this plan?');
  say(run, 'Nobody is here to ask: nothing was done. Add --yes to apply it.\n');
  return false;
};

const say = (run: Run, text: string): void => {
  run.stderr.write(plain(text), () => undefined);
};

/** What happens while it happens, on standard error. */
const narrator = (run: Run): RepairObserver => ({
  onStep: (step, state, text) => say(run, `step ${step + 1}: ${state}  ${text}\n`),
  onLine: (line) => say(run, `  | ${line}\n`),
  onVerifying: () => say(run, 'looking again\n'),
});

/** A plan that was only shown is a success of its own: the host is as it was, and that was the wish. An interrupted
 *  run ends with what had been seen until then. */
const closing = (
  report: Report,
  repairs: readonly RepairRecord[],
  interrupted: Report['interrupted'],
  options: Options,
): Report => {
  if (interrupted === 'SIGINT' || interrupted === 'SIGTERM') {
    const exitCode = interrupted === 'SIGINT' ? 130 : 143;
    return plainDeep<Report>({
      ...report,
      ...(repairs.length === 0 ? {} : { repairs }),
      interrupted,
      exitCode,
    });
  }
  const planned = options.dryRun && repairs.length > 0 && repairs.every(({ state }) => state === 'planned');
  return planned ? plainDeep<Report>({ ...report, repairs, exitCode: 0 }) : report;
};
