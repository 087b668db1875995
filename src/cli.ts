import { checks } from '#checks/index';
import { UsageError } from '#core/errors';
import type { ExitCode, ReportDocument, Tool } from '#core/report';
import { oneLine, plain } from '#core/text';
import { fixes } from '#fixes/index';
import { renderCatalogue } from '#report/catalogue';
import { renderJson } from '#report/json';
import { runCapture } from './cli/capture.ts';
import { catalogueDocument } from './cli/catalogue.ts';
import { runCheck } from './cli/check.ts';
import { runFixes } from './cli/fix.ts';
import { type Options, parseArguments } from './cli/options.ts';
import { ignoreClosedPipe, type TextSink, tell, writeOut } from './cli/output.ts';
import { createRun, type Run } from './cli/run.ts';

declare const DOCKMEDIC_VERSION: string;
const tool: Tool = { name: 'dockmedic', version: DOCKMEDIC_VERSION };

/** The whole program: from the process to its exit code. Exactly one document on standard output in every
 *  case; everything else goes to standard error. */
export const main = async (process: NodeJS.Process): Promise<ExitCode> => {
  ignoreClosedPipe(process.stdout);
  ignoreClosedPipe(process.stderr);
  const argv = process.argv.slice(2);
  let run: Run | undefined;
  // Also what fails where nobody waits for it ends in one document, and leaves no process behind.
  process.once('uncaughtException', (error) => {
    run?.abandon();
    void fail(process, error, wantsJson(argv)).then((exitCode) => process.exit(exitCode));
  });
  try {
    const parsed = parseArguments(argv, tool.version);
    if (parsed.kind === 'options') {
      run = createRun(process, tool, parsed.options);
      return await dispatch(run, parsed.options);
    }
    const notice: ReportDocument = { schemaVersion: 1, tool, exitCode: 0, notice: parsed.text };
    await writeOut(process.stdout, wantsJson(argv) ? renderJson(notice) : parsed.text);
    return 0;
  } catch (error) {
    run?.abandon();
    return fail(process, error, wantsJson(argv));
  }
};

/** Asked of the raw arguments, because even arguments that cannot be read are answered in JSON. */
const wantsJson = (argv: readonly string[]): boolean =>
  argv.some(
    (word, index) =>
      word === '--json' || word === '--format=json' || (word === 'json' && argv[index - 1] === '--format'),
  );

const dispatch = (run: Run, options: Options): Promise<ExitCode> => {
  switch (options.command) {
    case 'check':
      return runCheck(run, options);
    case 'fix':
      return runFixes(run, options);
    case 'capture':
      return runCapture(run, options);
    case 'list':
      return runList(run, options);
  }
};

const runList = async (run: Run, options: Options): Promise<ExitCode> => {
  const document = catalogueDocument(tool, checks, fixes);
  const json = options.formats.some(({ name }) => name === 'json');
  await writeOut(run.stdout, json ? renderJson(document) : renderCatalogue(document));
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
