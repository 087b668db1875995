import { checks } from '#checks/index';
import { type Ask, probingHost } from '#core/host';
import type { ExitCode, Report } from '#core/report';
import { type Exchange, type Recording, recording } from '#host/recording';
import { renderJson } from '#report/json';
import { examine, settlingMs } from './examine.ts';
import type { Options } from './options.ts';
import { writeOut, writeToFile } from './output.ts';
import { recordable } from './recordable.ts';
import { openRunHost, type Run } from './run.ts';

/** Records of every answer what the checks read, without secrets. */
export const runCapture = async (run: Run, options: Options): Promise<ExitCode> => {
  const open = await openRunHost(run, options);
  const exchanges = new Map<string, Exchange>();
  const ask: Ask = recording(open.ask, exchanges, recordable);
  const host = probingHost(open.host.target, ask);
  await examine({ ...options, host, checks, signal: run.signal });
  await open.settled(settlingMs(run.signal));
  run.close();
  const failure = run.failure();
  if (failure !== undefined) throw failure;
  const document: Recording = {
    recordingVersion: 1,
    target: { kind: 'replay', label: 'recording' },
    origin: `dockmedic ${run.tool.version}, ${new Date(run.startedAtMs).toISOString()}`,
    exchanges: [...exchanges.values()],
  };
  const text = `${JSON.stringify(document, undefined, 1)}\n`;
  const [path] = options.operands;
  if (path === undefined || path === '-') await writeOut(run.stdout, text);
  else {
    await writeToFile(path, text, 'The recording');
    await announce(run, options, `Recorded ${exchanges.size} answers in ${path}.`);
  }
  return exitCodeOf(run.interruption());
};

const announce = async (run: Run, { formats }: Options, notice: string): Promise<void> => {
  const json = formats.some(({ name, path }) => name === 'json' && path === undefined);
  const exitCode = exitCodeOf(run.interruption());
  const text = json ? renderJson({ schemaVersion: 1, tool: run.tool, exitCode, notice }) : `${notice}\n`;
  await writeOut(run.stdout, text);
};

/** A recording that was cut short holds what had been answered by then. */
const exitCodeOf = (interruption: Report['interrupted']): ExitCode => {
  if (interruption === undefined) return 0;
  if (interruption === 'deadline') return 3;
  return interruption === 'SIGINT' ? 130 : 143;
};
