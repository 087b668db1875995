import type { CheckRow, FindingRecord, FixOffer, JournalledRepair, RepairRecord, Report } from '#core/report';
import type { SessionRow, SessionState } from './state.ts';

/** The rows that the filter leaves, in the order of the catalogue, each category together. */
export const visibleRows = ({ rows, filter }: SessionState): readonly SessionRow[] => {
  const categories = [...new Set(rows.map(({ category }) => category))];
  return categories
    .flatMap((category) => rows.filter((row) => row.category === category))
    .filter((row) => matches(row, filter));
};

const matches = (row: SessionRow, filter: string): boolean => {
  const codes = row.ended?.findings.map(({ code }) => code) ?? [];
  const text = [row.title, row.id, row.ended?.status ?? 'looking', ...codes].join('\n').toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

export const chosenRow = (state: SessionState): SessionRow | undefined => {
  const rows = visibleRows(state);
  return rows.find(({ id }) => id === state.chosen) ?? rows[0];
};

export const rowById = (state: SessionState, id: string): SessionRow | undefined =>
  state.rows.find((row) => row.id === id);

/** The code of the finding that accounts for the whole row, where one does. */
export const causeOf = (row: CheckRow): string | undefined => {
  if (row.blockedBy !== undefined) return row.blockedBy.code;
  const told = row.findings.filter(({ severity }) => severity !== 'info');
  return told.every(({ causedBy }) => causedBy !== undefined) ? told[0]?.causedBy : undefined;
};

/** The rows that are as they are because of this one. */
export const echoesOf = (report: Report, row: CheckRow): readonly CheckRow[] => {
  const codes = new Set(row.findings.map(({ code }) => code));
  return report.checks.filter(
    (other) =>
      other.id !== row.id &&
      (other.blockedBy?.check === row.id ||
        other.findings.some(({ causedBy }) => causedBy !== undefined && codes.has(causedBy))),
  );
};

export interface Root {
  readonly row: CheckRow;
  readonly finding: FindingRecord;
}

/** The root causes with all that is known about them, most severe first. */
export const rootsOf = (report: Report): readonly Root[] =>
  report.rootCauses.flatMap(({ check, code, subject }) => {
    const row = report.checks.find(({ id }) => id === check);
    const told = row?.findings.filter((finding) => finding.code === code) ?? [];
    const finding = told.find((candidate) => candidate.subject === subject) ?? told[0];
    return row === undefined || finding === undefined ? [] : [{ row, finding }];
  });

/** What can be done about a row: its own fixes, else those of the finding behind it, else the next action's. */
export const offersFor = (report: Report, row: CheckRow | undefined): readonly FixOffer[] => {
  if (row === undefined || row.status === 'ok' || row.status === 'skipped') {
    const own = row === undefined ? [] : offersOfCodes(report, codesOf(row));
    return own.length > 0 ? own : offersNamed(report, [report.nextAction?.fix]);
  }
  const own = offersOfCodes(report, codesOf(row));
  const cause = causeOf(row);
  return own.length > 0 || cause === undefined ? own : offersOfCodes(report, new Set([cause]));
};

const codesOf = (row: CheckRow): ReadonlySet<string> => new Set(row.findings.map(({ code }) => code));

const offersOfCodes = (report: Report, codes: ReadonlySet<string>): readonly FixOffer[] => {
  const findings = report.checks.flatMap((row) => row.findings.filter(({ code }) => codes.has(code)));
  return offersNamed(
    report,
    findings.flatMap(({ fixes }) => fixes),
  );
};

const offersNamed = (report: Report, ids: readonly (string | undefined)[]): readonly FixOffer[] =>
  [...new Set(ids)].flatMap((id) => report.fixes.filter((offer) => offer.id === id));

/** The word to type before data is deleted: the plan's own, or the last word of what the fix is about. */
export const wordOf = (report: Report, offer: FixOffer): string => {
  if (offer.word !== undefined) return offer.word;
  const [first] = offer.resolves;
  const row = report.checks.find(({ id }) => id === first?.check);
  const subject = row?.findings.find(({ code }) => code === first?.code)?.subject ?? '';
  return subject.match(/[\p{L}\p{N}._-]+/gu)?.at(-1) ?? offer.id;
};

/** The latest repair that has something to take back: of this session, else one of earlier that was ended from outside. */
export const undoable = ({
  repairs,
  leftOpen,
  undone,
}: SessionState): { readonly run: string; readonly what: string } | undefined => {
  const isOpen = (run: string | undefined): run is string => run !== undefined && !undone.includes(run);
  const mine = repairs.findLast(({ run, undo }: RepairRecord) => undo !== undefined && isOpen(run));
  if (mine?.run !== undefined) return { run: mine.run, what: mine.fix };
  const left = leftOpen.find(({ run }: JournalledRepair) => isOpen(run));
  return left === undefined ? undefined : { run: left.run, what: left.title ?? left.run };
};
