import { checks } from '#checks/index';
import type { AnyCheck } from '#core/check';
import type { ExitCode, Report } from '#core/report';
import { sleep } from './examine.ts';
import { look } from './looks.ts';
import type { Options } from './options.ts';
import { publish } from './publish.ts';
import { isSession, type Run } from './run.ts';
import { selectChecks } from './select-checks.ts';

export const runCheck = async (run: Run, options: Options): Promise<ExitCode> => {
  const selected = selectChecks(checks, [...options.operands, ...options.only], options.skip);
  if (isSession(options, run.process)) {
    const { runInSession } = await import('./session.ts');
    return runInSession(run, options, selected);
  }
  const report = await lookUntilHealthy(run, options, selected);
  run.close();
  await publish(run, options, report);
  return report.exitCode;
};

/** With `--wait`, looks again with growing pauses until the host is healthy or the time is over. */
const lookUntilHealthy = async (
  run: Run,
  options: Options,
  selected: readonly AnyCheck[],
): Promise<Report> => {
  for (let pauseMs = 500; ; pauseMs = Math.min(pauseMs * 1.5, 5000)) {
    const { report } = await look(run, options, { checks: selected, ownDeadline: options.waitMs > 0 });
    const over = run.elapsedMs() + pauseMs > options.waitMs || run.signal.aborted;
    if (report.exitCode === 0 || over) return report;
    run.stderr.write(notYet(report, options.waitMs - run.elapsedMs()), () => undefined);
    await Promise.race([sleep(pauseMs), aborted(run.signal)]);
  }
};

/** What is still in the way, and for how long that is waited for. */
const notYet = ({ rootCauses, checks: rows }: Report, leftMs: number): string => {
  const open = rows.filter(({ status }) => status === 'unverified').map(({ id }) => `${id} unverified`);
  const what = rootCauses.length > 0 ? [...new Set(rootCauses.map(({ code }) => code))] : open;
  return `dockmedic: not healthy yet: ${what.join(', ')}; looking again for ${Math.ceil(leftMs / 1000)} s\n`;
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
