import { type AnyCheck, categoryOf } from '#core/check';
import type { AnyFinding, Params } from '#core/finding';
import type {
  CheckRow,
  ExitCode,
  FindingRecord,
  NextAction,
  OverallVerdict,
  RepairRecord,
  Report,
  RowStatus,
} from '#core/report';
import { withoutSecrets, withoutSecretsDeep } from '#core/secrets';
import { oneLine, plainDeep, shellQuoted, shortened } from '#core/text';
import { describeOffer, gatherOffers, type Offers } from './proposals.ts';
import { type Causes, findRootCauses, type Placed } from './root-causes.ts';
import { type Outcome, severityOf } from './run-checks.ts';

export type FailOn = 'error' | 'warning' | 'never';

export interface RunContext {
  readonly tool: Report['tool'];
  readonly target: Report['target'];
  readonly platform?: Report['platform'];
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly failOn: FailOn;
  /** The flags that named the engine, so that a suggested command means the same one. */
  readonly engineFlags?: readonly string[];
  readonly selection?: Report['selection'];
  /** The checks that were not selected. */
  readonly leftOut?: readonly AnyCheck[];
  readonly interrupted?: Report['interrupted'];
  readonly repairs?: readonly RepairRecord[];
}

/** The whole run as one plain value: what every reporter renders, and what JSON is. */
export const assembleReport = (outcomes: readonly Outcome[], context: RunContext): Report => {
  const causes = findRootCauses(outcomes);
  const offers = gatherOffers(outcomes);
  const rows = outcomes.map((outcome) => pointing(rowOf(outcome, causes, offers), outcome, context));
  const next = nextAction(causes, offers, context.engineFlags ?? []);
  const selection = lookedAt(rows, context.selection);
  const run = { ...context, selection, interrupted: cutShort(rows, context.interrupted) };
  return shown<Report>({
    schemaVersion: 1,
    tool: run.tool,
    target: run.target,
    ...given('platform', run.platform),
    startedAt: new Date(run.startedAtMs).toISOString(),
    durationMs: Math.round(run.durationMs),
    exitCode: exitCodeOf(rows, run),
    verdict: verdictOf(rows, run),
    ...given('selection', run.selection),
    ...given('interrupted', run.interrupted),
    summary: summarise(rows),
    rootCauses: causes.roots.map(({ outcome, finding }) => ({
      check: outcome.check.id,
      code: finding.code,
      subject: line(finding.subject),
    })),
    ...given('nextAction', next),
    checks: rows,
    fixes: offers.offered.map(describeOffer),
    ...given('repairs', run.repairs),
  });
};

/** Why a fact is missing may be for a check to say that was not selected. */
const pointing = (
  row: CheckRow,
  { missingFact }: Outcome,
  { leftOut = [], engineFlags = [] }: RunContext,
): CheckRow => {
  const { reason, status, blockedBy } = row;
  if (status !== 'unverified' || reason === undefined || blockedBy !== undefined) return row;
  const knows = leftOut.find(({ explains }) => explains?.some(({ id }) => id === missingFact));
  if (knows === undefined) return row;
  const command = shellQuoted(['dockmedic', 'check', knows.id, ...engineFlags]);
  return { ...row, reason: { ...reason, text: line(`${reason.text}. Why: ${command}`) } };
};

/** How many checks were really asked for: a flag such as `--passive` leaves some out besides those that were not
 *  selected. Absent when no required check is missing. */
const lookedAt = (rows: readonly CheckRow[], selected: Report['selection']): Report['selection'] => {
  const left = rows.filter(({ reason }) => reason?.kind === 'deselected');
  if (selected === undefined && !left.some(({ required }) => required)) return undefined;
  const { asked, of } = selected ?? { asked: rows.length, of: rows.length };
  return { asked: asked - left.length, of };
};

/** A deadline that comes when every row has its answer takes nothing away. */
const cutShort = (rows: readonly CheckRow[], by: Report['interrupted']): Report['interrupted'] =>
  by === 'deadline' && rows.every(({ status }) => status !== 'unverified') ? undefined : by;

/** A property when it has a value; absent fields are omitted, never null. */
const given = <K extends string, V>(name: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : ({ [name]: value } as { [P in K]: V }); // one computed key of type K

/** One row, as the session shows it while others still run: without knowing yet what caused what. */
export const rowOf = (outcome: Outcome, causes: Causes, offers: Offers): CheckRow => {
  const blocker = causes.blockerOf.get(outcome);
  return {
    id: outcome.check.id,
    title: outcome.check.title,
    category: categoryOf(outcome.check.id),
    status: outcome.status,
    required: outcome.isWanted === true || outcome.check.informing !== true,
    durationMs: Math.round(outcome.durationMs),
    evidence: outcome.evidence.map(({ source, observed }) => ({
      source: line(source),
      observed: line(observed, 400),
    })),
    findings: outcome.findings.map((finding) => findingRecord(outcome.check, finding, causes, offers)),
    ...given('reason', outcome.reason && { ...outcome.reason, text: line(outcome.reason.text) }),
    ...given('blockedBy', blocker && { check: blocker.outcome.check.id, code: blocker.finding.code }),
  };
};

/** A row by itself, before the run is over. */
export const provisionalRow = (outcome: Outcome): CheckRow =>
  shown(rowOf(outcome, findRootCauses([outcome]), gatherOffers([outcome])));

const findingRecord = (
  check: AnyCheck,
  finding: AnyFinding,
  causes: Causes,
  offers: Offers,
): FindingRecord => {
  const definition = check.codes[finding.code];
  if (definition === undefined)
    throw new Error(`${check.id} reports ${finding.code}, which it does not declare`);
  const params: Params = finding.params;
  return {
    code: finding.code,
    severity: severityOf(check, finding),
    subject: line(finding.subject),
    message: line(definition.message(params)),
    cause: line(definition.cause(params)),
    consequence: line(definition.consequence(params)),
    remedy: line(definition.remedy(params)),
    params: definedOnly(params),
    ...given('causedBy', causes.causeOf.get(finding)?.finding.code),
    fixes: offers.idsOf.get(finding) ?? [],
    ...given('docs', definition.docs),
  };
};

// Whoever names a socket or a container must not write lines of his own into a report, nor fill it.
const MAX_SENTENCE = 1200;
const MAX_PARAMETER = 2000;

const line = (text: string, limit = MAX_SENTENCE): string => shortened(withoutSecrets(oneLine(text)), limit);

/** The last door before a person: what was decoded after it had come in may hold secrets that could not be seen. */
const shown = <T>(value: T): T => plainDeep(withoutSecretsDeep(value));

const definedOnly = (params: Params): FindingRecord['params'] =>
  Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [[name, bounded(value)]])),
  );

const bounded = <V>(value: V): V | string =>
  typeof value === 'string' ? shortened(withoutSecrets(value), MAX_PARAMETER) : value;

const summarise = (rows: readonly CheckRow[]): Readonly<Record<RowStatus, number>> => {
  const count = (status: RowStatus): number => rows.filter((row) => row.status === status).length;
  return {
    ok: count('ok'),
    warning: count('warning'),
    error: count('error'),
    skipped: count('skipped'),
    unverified: count('unverified'),
  };
};

const isInconclusive = (row: CheckRow): boolean => row.status === 'unverified' && row.required;

const verdictOf = (rows: readonly CheckRow[], run: RunContext): OverallVerdict => {
  if (rows.some(({ status }) => status === 'error' || status === 'warning')) return 'findings';
  if (run.interrupted !== undefined || rows.some(isInconclusive)) return 'inconclusive';
  return run.selection === undefined ? 'healthy' : 'partial';
};

const INTERRUPTED: Readonly<Record<string, ExitCode>> = { SIGINT: 130, SIGTERM: 143 };

const exitCodeOf = (rows: readonly CheckRow[], run: RunContext): ExitCode => {
  const interrupted = INTERRUPTED[run.interrupted ?? ''];
  if (interrupted !== undefined) return interrupted;
  if (run.repairs?.some(({ state }) => state !== 'verified' && state !== 'planned')) return 4;
  if (rows.some((row) => reaches(row, run.failOn))) return 1;
  const inconclusive = run.interrupted !== undefined || rows.some(isInconclusive);
  return run.failOn !== 'never' && inconclusive ? 3 : 0;
};

const reaches = ({ status }: CheckRow, failOn: FailOn): boolean => {
  switch (failOn) {
    case 'error':
      return status === 'error';
    case 'warning':
      return status === 'error' || status === 'warning';
    case 'never':
      return false;
  }
};

const nextAction = (
  { roots }: Causes,
  { offered, idsOf }: Offers,
  engineFlags: readonly string[],
): NextAction | undefined => {
  const [root] = roots;
  if (root === undefined) return undefined;
  const ids = idsOf.get(root.finding) ?? [];
  const offer = offered.find(
    ({ id, proposal }) => ids.includes(id) && !proposal.manual && proposal.byName === undefined,
  );
  if (offer === undefined) return { text: line(remedyOf(root)) };
  return {
    text: offer.proposal.title,
    fix: offer.id,
    command: shellQuoted(['dockmedic', 'fix', offer.id, ...engineFlags]),
  };
};

const remedyOf = ({ outcome, finding }: Placed): string => {
  const params: Params = finding.params;
  return outcome.check.codes[finding.code]?.remedy(params) ?? '';
};
