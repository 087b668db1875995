import type { Report } from '#core/report';
import { renderJson } from '#report/json';
import { renderText } from '#report/text';
import type { Options } from './options.ts';
import { writeFormats } from './output.ts';
import type { Run } from './run.ts';

/** Renders the report in every format that was asked for. Files hold no colour. */
export const publish = (run: Run, options: Options, report: Report): Promise<void> => {
  const { verbose, quiet, formats } = options;
  return writeFormats(
    run.stdout,
    formats,
    (name, toFile) =>
      name === 'json'
        ? renderJson(report)
        : renderText(report, { color: run.color && !toFile, verbose, quiet }),
    'The report',
  );
};
