import { checks } from '#checks/index';
import { UsageError } from '#core/errors';
import type { ExitCode, ReportDocument, Tool } from '#core/report';
import { oneLine, plain } from '#core/text';
import { fixes } from '#fixes/index';
import { renderCatalogue } from '#report/catalogue';
import { renderJson } from '#report/json';
import { catalogueDocument } from './cli/catalogue.ts';
import { runCheck } from './cli/check.ts';
import { sleep } from './cli/examine.ts';
import type { FormatName } from './cli/formats.ts';
import { type Options, parseArguments } from './cli/options.ts';
import { ignoreClosedPipe, type TextSink, tell, writeFormats, writeOut } from './cli/output.ts';
import { createRun, type Run, type RunSurroundings } from './cli/run.ts';

declare const DOCKMEDIC_VERSION: string;
const tool: Tool = { name: 'dockmedic', version: DOCKMEDIC_VERSION };

/** The whole program: from the process to its exit code. Exactly one document on standard output in every
 *  case; everything else goes to standard error. */
export const main = async (
  process: NodeJS.Process,
  takeSignal: RunSurroundings['takeSignal'],
): Promise<ExitCode> => {
  ignoreClosedPipe(process.stdout);
  ignoreClosedPipe(process.stderr);
  const argv = process.argv.slice(2);
  let run: Run | undefined;
  let failed = false;
  // Also what fails where nobody waits for it ends in one document, and leaves neither a process nor a probe behind.
  process.on('uncaughtException', (thrown: unknown) => {
    if (failed) return;
    failed = true;
    void endAfter(thrown instanceof Error ? thrown : new Error(String(thrown)), process, run);
  });
  try {
    const parsed = parseArguments(argv, tool.version);
    if (parsed.kind === 'options') {
      run = createRun({ process, tool, takeSignal }, parsed.options);
      const exitCode = await dispatch(run, parsed.options);
      // A session that a mistake of ours ended was left by nobody.
      return exitCode === 130 && run.failure() !== undefined && run.interruption() === undefined
        ? 3
        : exitCode;
    }
    const notice: ReportDocument = { schemaVersion: 1, tool, exitCode: 0, notice: parsed.text };
    await writeOut(process.stdout, wantsJson(argv) ? renderJson(notice) : parsed.text);
    return 0;
  } catch (error) {
    run?.abandon();
    await run?.settled();
    return fail(process, error, wantsJson(argv));
  }
};

// The run ends as at its deadline and reports what it knows. Should it not, then this ends it.
const ORDERLY_END_MS = 2000;
const ORDERLY_REPAIR_MS = 60_000;

const endAfter = async (error: Error, process: NodeJS.Process, run: Run | undefined): Promise<void> => {
  const argv = process.argv.slice(2);
  if (run !== undefined) {
    await tell(process.stderr, `${plain(error.stack ?? '')}\n`);
    run.fail(error);
    await sleep(argv.includes('fix') || argv.includes('undo') ? ORDERLY_REPAIR_MS : ORDERLY_END_MS);
    if (run.isClosed()) return; // its report is being written
    run.close();
    await run.settled();
  }
  process.exit(await fail(process, error, wantsJson(argv)));
};

/** Asked of the raw arguments, because even arguments that cannot be read are answered in JSON. */
const wantsJson = (argv: readonly string[]): boolean =>
  argv.some(
    (word, index) =>
      word === '--json' || word === '--format=json' || (word === 'json' && argv[index - 1] === '--format'),
  );

const dispatch = async (run: Run, options: Options): Promise<ExitCode> => {
  switch (options.command) {
    case 'check':
      return runCheck(run, options);
    case 'fix':
      return (await import('./cli/fix.ts')).runFixes(run, options);
    case 'undo':
      return (await import('./cli/undo.ts')).runUndoing(run, options);
    case 'capture':
      return (await import('./cli/capture.ts')).runCapture(run, options);
    case 'list':
      return runList(run, options);
  }
};

const runList = async (run: Run, options: Options): Promise<ExitCode> => {
  const document = catalogueDocument(tool, checks, fixes);
  const render = (name: FormatName): string =>
    name === 'json' ? renderJson(document) : renderCatalogue(document);
  await writeFormats(run.stdout, options.formats, render, 'The catalogue');
  return 0;
};

/** A person's mistake is one sentence; a mistake of ours keeps its trace, on standard error. */
const fail = async (process: NodeJS.Process, error: unknown, json: boolean): Promise<ExitCode> => {
  const kind = error instanceof UsageError ? error.kind : 'internal';
  const usage = kind !== 'internal';
  const message = oneLine(error instanceof Error ? error.message : String(error)).replaceAll(' ⏎ ', ' ');
  const exitCode: ExitCode = usage ? 2 : 3;
  const document: ReportDocument = {
    schemaVersion: 1,
    tool,
    exitCode,
    error: { kind, message },
  };
  if (!usage && error instanceof Error) await tell(process.stderr, `${plain(error.stack ?? '')}\n`);
  const told = json && (await isWritten(process.stdout, renderJson(document)));
  if (!told) await tell(process.stderr, `dockmedic: ${message}\n`);
  return exitCode;
};

/** Where standard output itself is what failed, standard error must tell it. */
const isWritten = (sink: TextSink, text: string): Promise<boolean> =>
  writeOut(sink, text).then(
    () => true,
    () => false,
  );
