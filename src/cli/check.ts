import { checks } from '#checks/index';
import type { AnyCheck } from '#core/check';
import type { ExitCode, Report } from '#core/report';
import { assembleReport, type RunContext } from '#engine/assemble-report';
import { renderJson } from '#report/json';
import { renderText } from '#report/text';
import { examine, type OpenHost, sleep } from './examine.ts';
import type { Options } from './options.ts';
import { writeOut, writeToFile } from './output.ts';
import { isSession, openRunHost, type Run } from './run.ts';
import { selectChecks } from './select-checks.ts';

/** Longest time, in milliseconds, that a finished run waits for a probe to remove what it created. */
const SETTLE_MS = 900;

export const runCheck = async (run: Run, options: Options): Promise<ExitCode> => {
  const selected = selectChecks(checks, [...options.operands, ...options.only], options.skip);
  if (isSession(options, run.process)) {
    const { runInSession } = await import('./session.ts');
    return runInSession(run, options, selected);
  }
  const open = await openRunHost(run, options);
  const report = await lookUntilHealthy(run, options, open, selected);
  await open.settled(SETTLE_MS);
  run.close();
  await publish(run, options, report);
  return report.exitCode;
};

/** With `--wait`, looks again with growing pauses until the host is healthy or the time is over. */
const lookUntilHealthy = async (
  run: Run,
  options: Options,
  open: OpenHost,
  selected: readonly AnyCheck[],
): Promise<Report> => {
  for (let pauseMs = 500; ; pauseMs = Math.min(pauseMs * 1.5, 5000)) {
    const report = await look(run, options, open, selected);
    const over = run.elapsedMs() + pauseMs > options.waitMs || run.signal.aborted;
    if (report.exitCode === 0 || over) return report;
    run.stderr.write(`not healthy yet (exit code ${report.exitCode}), looking again\n`, () => undefined);
    await sleep(pauseMs);
  }
};

const look = async (
  run: Run,
  options: Options,
  open: OpenHost,
  selected: readonly AnyCheck[],
): Promise<Report> => {
  const { host } = open;
  const { outcomes, platform } = await examine({ ...options, host, checks: selected, signal: run.signal });
  return assembleReport(outcomes, contextOf(run, options, selected, { target: host.target, platform }));
};

/** What a report says of its run besides the rows. */
export const contextOf = (
  run: Run,
  options: Options,
  selected: readonly AnyCheck[],
  seen: Pick<RunContext, 'target' | 'platform'>,
): RunContext => {
  const interrupted = run.interruption();
  return {
    tool: run.tool,
    ...seen,
    startedAtMs: run.startedAtMs,
    durationMs: run.elapsedMs(),
    failOn: options.failOn,
    ...(selected.length === checks.length
      ? {}
      : { selection: { asked: selected.length, of: checks.length } }),
    ...(interrupted === undefined ? {} : { interrupted }),
  };
};

/** Renders the report in every format that was asked for; text on standard output unless told otherwise. */
export const publish = async (run: Run, options: Options, report: Report): Promise<void> => {
  for (const { name, path } of options.formats) {
    if (path !== undefined) await writeToFile(path, render(name, report, options, false));
  }
  const [toStdout] = options.formats.filter(({ path }) => path === undefined);
  if (toStdout === undefined && options.formats.length > 0) return;
  await writeOut(run.stdout, render(toStdout?.name ?? 'text', report, options, run.color));
};

const render = (name: 'json' | 'text', report: Report, options: Options, color: boolean): string =>
  name === 'json'
    ? renderJson(report)
    : renderText(report, { color, verbose: options.verbose, quiet: options.quiet });
