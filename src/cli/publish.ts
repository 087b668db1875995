import type { Report } from '#core/report';
import { renderJson } from '#report/json';
import { renderText } from '#report/text';
import type { Format } from './formats.ts';
import type { Options } from './options.ts';
import { writeOut, writeToFile } from './output.ts';
import type { Run } from './run.ts';

/** Renders the report in every format that was asked for; text on standard output unless told otherwise. */
export const publish = async (run: Run, options: Options, report: Report): Promise<void> => {
  for (const { name, path } of options.formats) {
    if (path !== undefined) await writeToFile(path, render(name, report, options, false), 'The report');
  }
  const toStdout = options.formats.find(({ path }) => path === undefined);
  if (toStdout === undefined && options.formats.length > 0) return;
  await writeOut(run.stdout, render(toStdout?.name ?? 'text', report, options, run.color));
};

const render = (name: Format['name'], report: Report, options: Options, color: boolean): string =>
  name === 'json'
    ? renderJson(report)
    : renderText(report, { color, verbose: options.verbose, quiet: options.quiet });
