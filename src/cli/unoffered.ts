import type { FindingRecord, RepairRecord, Report } from '#core/report';
import type { OfferedFix } from '#engine/proposals';
import { fixes } from '#fixes/index';
import { hostOf } from '#report/words';
import type { Options } from './options.ts';

/** Why nothing can be applied, and whether that leaves something undone. */
export interface Unoffered {
  readonly text: string;
  /** Absent: the host is well, and nothing was left undone. */
  readonly record?: RepairRecord;
}

/** A name that nothing offers: no such finding, a finding without a repair, or a fix that is not needed. */
export const unofferedName = (name: string, report: Report): Unoffered => {
  const some = report.fixes.map(({ id }) => id).filter((id) => id.startsWith(`${name}#`));
  if (some.length > 0)
    return refused(name, `Name the one that is meant: ${some.slice(0, MOST_NAMED).join(', ')}`);
  const finding = findingsOf(report).find(({ code }) => code === name);
  if (finding !== undefined) return refused(name, byHand(finding));
  const isWell = findingsOf(report).every(({ severity }) => severity === 'info') && !name.includes('#');
  const text = textOf(name, report, isWell);
  return report.exitCode === 0 && isWell ? { text } : refused(name, text);
};

const textOf = (name: string, report: Report, isWell: boolean): string => {
  const host = hostOf(report);
  if (!isFix(name)) return `There is no finding ${name} on ${host}, so there is nothing to repair.`;
  return isWell
    ? `The fix ${name} is not called for: no finding on ${host} needs it.`
    : `The fix ${name} is not offered: no finding on ${host} needs it, or what it finds there could be meant in more than one way. dockmedic check tells what was found and what to do.`;
};

/** No name was given, and the first root cause has no repair. `undefined`: there is nothing wrong. */
export const unofferedNext = (report: Report): Unoffered | undefined => {
  const [root] = report.rootCauses;
  const finding = findingsOf(report).find(
    ({ code, subject }) => code === root?.code && subject === root.subject,
  );
  if (finding === undefined) return undefined;
  const others = report.fixes.filter(({ manual }) => !manual).map(({ id }) => id);
  const rest = others.length === 0 ? '' : ` Other findings have a fix: ${others.join(', ')}.`;
  return refused(finding.code, `${byHand(finding)}${rest}`);
};

const MOST_NAMED = 40;

const findingsOf = ({ checks }: Report): readonly FindingRecord[] =>
  checks.flatMap(({ findings }) => findings);

const isFix = (name: string): boolean => fixes.some(({ id }) => id === name.replace(/#.*$/s, ''));

const byHand = ({ code, remedy }: FindingRecord): string =>
  `dockmedic has no repair for ${code}. Do this by hand: ${remedy}`;

const refused = (fix: string, text: string): Unoffered => ({
  text,
  record: { fix, state: 'refused', text, steps: [] },
});

/** The refusal of what asks something besides yes or no, where a `--yes` would answer it without naming it. */
export const hasToBeNamed = (
  { yes, operands }: Pick<Options, 'yes' | 'operands'>,
  { id, proposal }: Pick<OfferedFix, 'id' | 'proposal'>,
): RepairRecord | undefined => {
  if (!yes || operands.length > 0 || proposal.asks === undefined) return undefined;
  const text = `${proposal.asks} If so, name it: dockmedic fix ${id} --yes`;
  return { fix: id, state: 'refused', text, steps: [] };
};
