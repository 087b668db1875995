import { expect, test } from 'vitest';
import { type Bench, describeOnEngine } from './support/bench.ts';
import { type DoctorRow, type DoctorRun, inBrief, rootCodes } from './support/doctor.ts';
import { podmanAlone, podmanWithoutSocket, WITHOUT_PROC } from './support/faults/absence.ts';
import type { LabOptions } from './support/lab.ts';

const withoutEvidence = (run: DoctorRun): string[] =>
  rowsOf(run)
    .filter((row) => row.status === 'ok' && row.evidence.length === 0)
    .map((row) => row.id);

const neitherOkNorSkipped = (run: DoctorRun): string[] =>
  rowsOf(run)
    .filter((row) => row.status !== 'ok' && row.status !== 'skipped')
    .map((row) => row.id);

const rowsOf = (run: DoctorRun): readonly DoctorRow[] => run.report?.checks ?? [];

async function expectHealthy({ doctor }: Bench, options: LabOptions = {}): Promise<void> {
  const run = await doctor.run(['check', '--json'], options);
  expect(run.exitCode, inBrief(run)).toBe(0);
  expect(run.report?.verdict, inBrief(run)).toBe('healthy');
  expect(neitherOkNorSkipped(run), inBrief(run)).toEqual([]);
  expect(withoutEvidence(run)).toEqual([]);
  expect(rowsOf(run).filter((row) => row.status === 'ok').length).toBeGreaterThan(0);
}

await describeOnEngine('a healthy engine', (bench) => {
  test('is healthy for root, and nothing is left behind', async () => {
    await expectHealthy(bench());
    expect(await bench().doctor.leftBehind()).toEqual([]);
  });

  test('is healthy for an ordinary user in group docker', async () => {
    await expectHealthy(bench(), { user: bench().member });
    expect(await bench().doctor.leftBehind()).toEqual([]);
  });

  test('is looked at without creating anything with --passive', async () => {
    const run = await bench().doctor.run(['check', '--json', '--passive']);
    expect(run.exitCode, inBrief(run)).toBe(0);
    expect(await bench().doctor.leftBehind()).toEqual([]);
  });

  test('a home that cannot be read leaves one document and an honest exit code', async () => {
    const { lab, member, doctor } = bench();
    await lab.must(['chown', 'root:root', member.home]);
    await lab.must(['chmod', '700', member.home]);
    const run = await doctor.run(['check', '--json'], { user: member });
    await lab.must(['chmod', '755', member.home]);
    await lab.must(['chown', 'member:member', member.home]);
    expect(run.report?.exitCode, inBrief(run)).toBe(run.exitCode);
    expect([0, 3], inBrief(run)).toContain(run.exitCode);
  });

  test('an empty /proc leaves one document and an honest exit code', async () => {
    const run = await bench().doctor.run(['check', '--json'], { wrapper: WITHOUT_PROC });
    expect(run.report?.exitCode, inBrief(run)).toBe(run.exitCode);
    expect([0, 3], inBrief(run)).toContain(run.exitCode);
    expect(run.stderr).not.toMatch(/^ {4}at /m);
  });

  test('an interrupted run leaves one document and nothing else behind, whenever it is interrupted', async () => {
    const { doctor } = bench();
    for (let afterMs = 50; afterMs <= 500; afterMs += 50) {
      const { interrupt, finished } = await doctor.start(['check', '--json']);
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await interrupt('SIGINT');
      const done = await finished;
      // Ended before the interruption, after it, or by it: so early that the program did not listen yet.
      expect([0, 130], `after ${afterMs} ms: ${done.stderr}`).toContain(done.exitCode ?? 130);
      if (done.exitCode === 130) expect(() => JSON.parse(done.stdout), done.stdout).not.toThrow();
      expect(await doctor.leftBehind(), `after ${afterMs} ms`).toEqual([]);
    }
  });

  test('Podman alone is healthy, and no Docker row is red', async () => {
    const undo = await podmanAlone(bench());
    const run = await bench().doctor.run(['check', '--json']);
    const left = await bench().doctor.leftBehind('/run/podman/podman.sock');
    await undo();
    expect(rootCodes(run), inBrief(run)).toEqual([]);
    expect(run.exitCode, inBrief(run)).toBe(0);
    expect(rowsOf(run).filter((row) => row.status === 'error')).toEqual([]);
    expect(left).toEqual([]);
  });

  test('Podman alone without its socket is healthy', async () => {
    const undo = await podmanWithoutSocket(bench());
    const run = await bench().doctor.run(['check', '--json']);
    await undo();
    expect(run.exitCode, inBrief(run)).toBe(0);
    expect(rowsOf(run).filter((row) => row.status !== 'ok' && row.status !== 'skipped')).toEqual([]);
    expect(rowsOf(run).find(({ id }) => id === 'engine/daemon-health')?.status).toBe('ok');
  });
});
