import { expect, test } from 'vitest';
import { describeOnEngine } from './support/bench.ts';
import { inBrief, rootCodes } from './support/doctor.ts';

const DEADLINE_S = 3;
const GRACE_MS = 1_000;
// Each run lasts up to the deadline: all fifty where the engine tests are required, a few at the desk.
const RUNS = process.env['DOCKMEDIC_REQUIRE_ENGINE'] === '1' ? 50 : 5;

await describeOnEngine('a dockerd that accepts and never answers', (bench) => {
  test(
    `ends within the deadline, ${RUNS} times in a row, and leaves no process`,
    async () => {
      const { doctor, engine } = bench();
      await engine.freeze('dockerd');
      for (let run = 1; run <= RUNS; run += 1) {
        const done = await doctor.run(['check', '--json', '--timeout', String(DEADLINE_S)]);
        const which = `run ${run}: ${inBrief(done)}`;
        expect(done.wallMs, which).toBeLessThanOrEqual(DEADLINE_S * 1_000 + GRACE_MS);
        expect(done.exitCode, which).toBe(1);
        expect(done.report?.exitCode, which).toBe(1);
        expect(rootCodes(done), which).toEqual(['sock-hung']);
        expect(await doctor.processesLeft(), which).toEqual([]);
      }
      await engine.thaw('dockerd');
      expect(await doctor.leftBehind()).toEqual([]);
    },
    RUNS * 10_000,
  );
});
