import type { CheckRow, FindingRecord, RepairRecord, Report, RootCause, RowStatus } from '#core/report';
import { formatDuration, headOf, oneLine } from '#core/text';
import { STATUS_WORD, summaryText, verdictText } from './words.ts';

export interface TextOptions {
  readonly color: boolean;
  /** Adds the evidence of every row. */
  readonly verbose: boolean;
  /** The verdict, root causes and next action alone. */
  readonly quiet: boolean;
}

/** The report for pipes and logs: the next action first, then the rows, then the count. */
export const renderText = (report: Report, options: TextOptions): string => {
  const paint = painter(options.color);
  const blocks = [
    head(report, paint),
    ...(options.quiet && report.exitCode === 3 ? [notVerified(report)] : []),
    ...(options.quiet ? [] : [rows(report, options, paint)]),
    ...(report.repairs ?? []).map((repair) => repairBlock(repair, paint)),
    foot(report),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
};

type Paint = (style: keyof typeof STYLES, text: string) => string;
const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
const painter = (color: boolean): Paint =>
  color ? (style, text) => `\u001b[${STYLES[style]}m${text}\u001b[0m` : (_style, text) => text;

const head = (report: Report, paint: Paint): string => {
  const lines = [paint('bold', verdictText(report))];
  for (const root of report.rootCauses) {
    const finding = findingOf(report, root);
    if (finding !== undefined) lines.push(`  ${finding.message} [${root.code}]`);
  }
  const { nextAction } = report;
  if (nextAction !== undefined) {
    lines.push(`${paint('bold', 'Next:')} ${nextAction.text}`);
    if (nextAction.command !== undefined) lines.push(`      ${paint('cyan', nextAction.command)}`);
  }
  if (report.interrupted !== undefined) lines.push(`The run was cut short (${report.interrupted}).`);
  return lines.join('\n');
};

/** What could not be verified and why: without it, a quiet run would say nothing at all. */
const notVerified = ({ checks }: Report): string =>
  checks
    .filter(({ status, blockedBy }) => status === 'unverified' && blockedBy === undefined)
    .map(
      ({ id, title, reason }) =>
        `  unverified ${title} [${id}]: ${reason === undefined ? '' : reasonText(reason)}`,
    )
    .join('\n');

const findingOf = (report: Report, { check, code, subject }: RootCause): FindingRecord | undefined =>
  report.checks
    .find(({ id }) => id === check)
    ?.findings.find((finding) => finding.code === code && finding.subject === subject);

const rows = (report: Report, options: TextOptions, paint: Paint): string => {
  const categories = [...new Set(report.checks.map(({ category }) => category))];
  const blocks = categories.map((category) => {
    const inside = report.checks.filter((row) => row.category === category);
    return [paint('bold', category), ...inside.flatMap((row) => rowLines(row, report, options, paint))].join(
      '\n',
    );
  });
  return blocks.join('\n\n');
};

const COLOURS: Readonly<Record<RowStatus, keyof typeof STYLES>> = {
  ok: 'green',
  warning: 'yellow',
  error: 'red',
  skipped: 'dim',
  unverified: 'yellow',
};

const rowLines = (row: CheckRow, report: Report, { verbose }: TextOptions, paint: Paint): string[] => {
  const word = paint(COLOURS[row.status], STATUS_WORD[row.status].padEnd(10));
  const because = row.blockedBy === undefined ? '' : `  (because of ${row.blockedBy.code})`;
  const lines = [`  ${word} ${row.title}${because}  ${paint('dim', formatDuration(row.durationMs))}`];
  if (row.reason !== undefined && row.blockedBy === undefined)
    lines.push(`             ${reasonText(row.reason)}`);
  for (const finding of row.findings) lines.push(...findingLines(finding, report, paint));
  if (verbose) {
    for (const { source, observed } of row.evidence)
      lines.push(`             ${paint('dim', `${source}: ${observed}`)}`);
  }
  return lines;
};

const reasonText = ({ kind, text }: NonNullable<CheckRow['reason']>): string =>
  kind === 'crashed' ? `dockmedic itself failed here: ${text}` : text;

const SEVERITY_COLOURS = { error: 'red', warning: 'yellow', info: 'cyan' } as const;

const findingLines = (finding: FindingRecord, report: Report, paint: Paint): string[] => {
  const indent = '             ';
  const lead = `${indent}${paint(SEVERITY_COLOURS[finding.severity], finding.severity)} ${finding.code}: ${finding.message}`;
  if (finding.causedBy !== undefined) return [`${lead} (because of ${finding.causedBy})`];
  return [
    lead,
    `${indent}  why:  ${finding.cause}`,
    `${indent}  so:   ${finding.consequence}`,
    `${indent}  do:   ${finding.remedy}`,
    ...finding.fixes.flatMap((id) => fixLines(id, report).map((line) => `${indent}  ${line}`)),
  ];
};

const fixLines = (id: string, report: Report): string[] => {
  const fix = report.fixes.find((one) => one.id === id);
  if (fix === undefined || fix.manual) return [];
  const traits = [
    fix.risk,
    fix.privilege === 'root' ? 'needs root' : undefined,
    fix.undoable ? undefined : 'cannot be undone',
  ];
  // What a recording shows is not to be repaired here.
  const how = report.target.kind === 'replay' ? id : `dockmedic fix ${id}`;
  return [`fix:  ${how}  (${fix.title}; ${traits.filter((trait) => trait !== undefined).join(', ')})`];
};

const repairBlock = (repair: RepairRecord, paint: Paint): string => {
  const lines = [paint('bold', `Repair ${repair.fix}: ${repair.state}`), `  ${oneLine(repair.text)}`];
  for (const step of repair.steps) lines.push(`  ${stepLine(step, repair)}`);
  if (repair.provedBy !== undefined) {
    const { check, status, evidence } = repair.provedBy;
    lines.push(`  ${repair.state === 'verified' ? 'proved by' : 'asked'} ${check}: ${status}`);
    for (const { source, observed } of evidence) lines.push(`    ${source}: ${observed}`);
  }
  if (repair.undo !== undefined) lines.push(`  undo: ${repair.undo}`);
  return lines.join('\n');
};

/** What the sentence above says already is not said again. */
const stepLine = ({ shows, outcome, ok }: RepairRecord['steps'][number], { state, text }: RepairRecord) => {
  if (state === 'planned') return `planned  ${oneLine(headOf(shows))}`;
  const [first = '', ...rest] = outcome.split(', then ');
  const told = (ok ? outcome === 'done' : text.includes(first)) ? rest : [first, ...rest];
  const ending = told.length === 0 ? '' : `  ${oneLine(told.join(', then '))}`;
  return `${ok ? 'done' : 'failed'}  ${oneLine(headOf(shows))}${ending}`;
};

const foot = (report: Report): string =>
  `${summaryText(report)} in ${formatDuration(report.durationMs)} (exit code ${report.exitCode})`;
