import { type Doctor, inBrief, type Said } from './doctor.ts';
import type { Fault } from './fault.ts';
import type { As, LabHost } from './host.ts';
import { changesBetween, type Snapshot, snapshotOf } from './snapshot.ts';
import { undoing } from './undo.ts';

export interface Repaired {
  readonly mark: 'yes' | 'no' | 'no fix';
  readonly complaints: readonly string[];
}

/** A plan and a no change nothing; a yes repairs, and then a container runs; an undo brings back what was before. */
export const repair = async (
  { expect }: Fault,
  host: LabHost,
  doctor: Doctor,
  as: As,
  checkAgain: (as: As) => Promise<string | undefined>,
): Promise<Repaired> => {
  const { fix } = expect;
  if (fix === undefined) return { mark: 'no fix', complaints: [] };
  const before = await snapshotOf(host, as.user ?? 'root');
  const unasked = await changesNothing(fix, before, host, doctor, as);
  const fixed = await doctor(host, ['fix', ...fix, '--yes', '--max-risk=destructive', '--json'], as);
  // A repair may change what the user may do; the looking again is a new login, in the same environment.
  const { groups: _old, ...login } = as;
  const ill = await checkAgain(login);
  const further =
    ill ?? (await failureOf(containerRuns(host, login))) ?? (await failureOf(expect.after?.(host)));
  const notUndone = further === undefined ? await undoing(fixed, before, host, doctor, login) : [];
  const complaints = [
    ...unasked,
    ...(fixed.exitCode === (expect.fixExitCode ?? 0) ? [] : [`fix ${fix.join(' ')}: ${inBrief(fixed)}`]),
    ...(further === undefined ? [] : [`after fix ${fix.join(' ')}: ${further}`]),
    ...notUndone,
  ];
  return { mark: complaints.length === 0 ? 'yes' : 'no', complaints };
};

/** Nobody has said yes: not with `--dry-run`, and not where there is no terminal to ask at. */
const changesNothing = async (
  fix: readonly string[],
  before: Snapshot,
  host: LabHost,
  doctor: Doctor,
  as: As,
): Promise<readonly string[]> => {
  const user = as.user ?? 'root';
  const shown = await doctor(host, ['fix', ...fix, '--dry-run', '--json'], as);
  // Its risk is allowed: what is missing is the yes alone.
  const declined = await doctor(host, ['fix', ...fix, '--max-risk=destructive', '--json'], as);
  const changes = changesBetween(before, await snapshotOf(host, user));
  return [
    ...(ended(shown, 0, 'planned') ? [] : [`fix ${fix.join(' ')} --dry-run: ${inBrief(shown)}`]),
    ...(ended(declined, 4, 'declined') ? [] : [`fix ${fix.join(' ')}, declined: ${inBrief(declined)}`]),
    ...(changes.length === 0 ? [] : [`changed although nobody said yes:\n${changes.join('\n')}`]),
  ];
};

const ended = (said: Said, exitCode: number, state: string): boolean => {
  const repairs = said.report?.repairs ?? [];
  return said.exitCode === exitCode && repairs.length > 0 && repairs.every((one) => one.state === state);
};

/** Not by what the program says of it: as the user does it. */
const containerRuns = async (host: LabHost, as: As): Promise<void> => {
  const said = await host.must(['sh', '-euc', CONTAINER], as);
  if (said !== 'works\n') throw new Error(`docker run printed ${JSON.stringify(said)}`);
};

const CONTAINER = `
  engine=$(command -v docker || command -v podman)
  tar --create --directory=/ bin/busybox | $engine import - lab-works >/dev/null
  $engine run --rm lab-works /bin/busybox echo works`;

const failureOf = async (work: Promise<void> | undefined): Promise<string | undefined> => {
  try {
    await work;
    return undefined;
  } catch (error) {
    return String(error);
  }
};
