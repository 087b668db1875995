import { expect } from 'vitest';
import type { Bench } from './bench.ts';
import { type DoctorRepair, type DoctorRun, inBrief } from './doctor.ts';
import type { LabOptions } from './lab.ts';
import { filesOf } from './snapshot.ts';

/** One fix and the fault that it is for, made for real. */
export interface Cure {
  readonly name: string;
  readonly fix: string;
  /** The finding that offers it. */
  readonly code: string;
  inject(bench: Bench): Promise<void>;
  /** As whom the fault is met; left out: root. */
  as?(bench: Bench): LabOptions;
  /** What the plan must show: the exact commands with their privilege, the risk, the way back. */
  readonly plan: readonly (string | RegExp)[];
  /** The check that must have proved it. */
  readonly provedBy: string;
  /** When this session still has something to report: 0 otherwise. */
  readonly exitCode?: number;
  /** Looks at the host itself, not at what the doctor says of it. */
  proven(bench: Bench): Promise<void>;
  /** Takes away what the fault and the fix have left. */
  mend?(bench: Bench): Promise<void>;
}

/** What holds for every fix: a plan alone and a no change nothing, a yes is applied, and somebody has proved it. */
export async function expectCure(cure: Cure, bench: Bench): Promise<void> {
  const options = cure.as?.(bench) ?? {};
  await cure.inject(bench);
  await expectOnlyShown(cure, bench, options);
  await expectDeclined(cure, bench, options);
  const applied = await bench.doctor.run(['fix', cure.fix, '--yes', '--json'], options);
  const record = repairOf(applied);
  expect(record.state, inBrief(applied)).toBe('verified');
  expect(record.provedBy?.check, inBrief(applied)).toBe(cure.provedBy);
  expect(applied.exitCode, inBrief(applied)).toBe(cure.exitCode ?? 0);
  expect(applied.report?.exitCode).toBe(applied.exitCode);
  await cure.proven(bench);
  expect(await bench.doctor.leftBehind()).toEqual([]);
  await cure.mend?.(bench);
}

async function expectOnlyShown(cure: Cure, { lab, doctor }: Bench, options: LabOptions): Promise<void> {
  const before = await filesOf(lab);
  const shown = await doctor.run(['fix', cure.code, '--dry-run', '--json'], options);
  expect(shown.exitCode, inBrief(shown)).toBe(0);
  expect(repairOf(shown), inBrief(shown)).toMatchObject({ fix: cure.fix, state: 'planned' });
  for (const words of cure.plan) expect(shown.stderr).toMatch(words);
  expect(await filesOf(lab)).toBe(before);
}

async function expectDeclined(cure: Cure, { lab, doctor }: Bench, options: LabOptions): Promise<void> {
  const before = await filesOf(lab);
  const declined = await doctor.run(['fix', cure.fix, '--json'], options);
  expect(declined.exitCode, inBrief(declined)).toBe(4);
  expect(repairOf(declined).state).toBe('declined');
  expect(declined.stderr).toContain('Add --yes');
  expect(await filesOf(lab)).toBe(before);
}

export const repairOf = (run: DoctorRun): DoctorRepair => {
  const [record] = run.report?.repairs ?? [];
  if (record === undefined) throw new Error(`no repair was recorded: ${inBrief(run)}`);
  return record;
};
