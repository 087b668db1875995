import { beforeEach, expect, test } from 'vitest';
import { describeOnEngine } from './support/bench.ts';
import { inBrief } from './support/doctor.ts';
import type { Lab } from './support/lab.ts';

/** Every file that a repair could write, with its size and times of change. */
const filesOf = (lab: Lab): Promise<string> =>
  lab.shell(
    `find /etc /run /home /var/log "${lab.folder}/home-of-root" -xdev -printf '%p %s %T@ %C@\\n' | sort`,
  );

await describeOnEngine('fix start-docker', (bench) => {
  beforeEach(() => bench().engine.stop());

  test('--dry-run shows the plan and writes nothing', async () => {
    const { doctor, engine, lab } = bench();
    const before = await filesOf(lab);
    const run = await doctor.run(['fix', 'start-docker', '--dry-run', '--json']);
    expect(run.exitCode, inBrief(run)).toBe(0);
    expect(run.report, inBrief(run)).toBeDefined();
    expect(await filesOf(lab)).toBe(before);
    expect(await engine.runs()).toBe(false);
  });

  test('off a terminal and without --yes nothing is done, and the exit code says so', async () => {
    const { doctor, engine } = bench();
    const run = await doctor.run(['fix', 'start-docker', '--json']);
    expect(run.exitCode, inBrief(run)).toBe(4);
    expect(run.report?.exitCode, inBrief(run)).toBe(4);
    expect(await engine.runs()).toBe(false);
  });

  test('--yes starts the engine, and the report names the check that proved it', async () => {
    const { doctor, engine } = bench();
    const run = await doctor.run(['fix', 'start-docker', '--yes', '--json']);
    expect(run.exitCode, inBrief(run)).toBe(0);
    expect(run.report?.repairs?.[0]?.state).toBe('verified');
    expect(JSON.stringify(run.report?.repairs?.[0]?.provedBy)).toContain('access/socket');
    expect(await engine.answers()).toBe(true);
    expect(await doctor.leftBehind()).toEqual([]);
  });
});
