import { beforeEach, expect, test } from 'vitest';
import { describeOnEngine } from './support/bench.ts';
import { repairOf } from './support/cures.ts';
import { inBrief } from './support/doctor.ts';
import { filesOf } from './support/snapshot.ts';

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

  test('without a name it is the fix of the next action, and there is nothing to do a second time', async () => {
    const { doctor, engine } = bench();
    const run = await doctor.run(['fix', '--yes', '--json']);
    expect(repairOf(run), inBrief(run)).toMatchObject({ fix: 'start-docker', state: 'verified' });
    expect(await engine.answers()).toBe(true);
    const again = await doctor.run(['fix', 'start-docker', '--yes', '--json']);
    expect(again.exitCode, inBrief(again)).toBe(0);
    expect(again.stderr).toContain('not called for');
  });

  test('what a recording tells is no reason to change this machine', async () => {
    const { doctor, engine, lab } = bench();
    const recording = `${lab.folder}/program/recording.json`;
    const captured = await doctor.run(['capture', recording]);
    expect(captured.exitCode, inBrief(captured)).toBe(0);
    const before = await filesOf(lab);
    const run = await doctor.run(['fix', 'start-docker', '--replay', recording, '--yes', '--json']);
    expect(run.exitCode, inBrief(run)).toBe(2);
    const shown = await doctor.run(['fix', 'start-docker', '--replay', recording, '--dry-run', '--json']);
    expect(shown.exitCode, inBrief(shown)).toBe(0);
    expect(await filesOf(lab)).toBe(before);
    expect(await engine.runs()).toBe(false);
  });
});
