import { expect, test } from 'vitest';
import { describeOnEngine } from './support/bench.ts';
import { inBrief, rootCodes } from './support/doctor.ts';
import { noEngineAtAll } from './support/faults/absence.ts';
import { accessFaults } from './support/faults/access.ts';
import { daemonJsonFaults } from './support/faults/daemon-json.ts';
import { diskFaults } from './support/faults/disk.ts';
import { environmentFaults } from './support/faults/environment.ts';
import { socketFaults } from './support/faults/socket.ts';

const TWO_MINUTES = 120_000;

const faults = [
  ...socketFaults,
  ...accessFaults,
  ...daemonJsonFaults,
  ...environmentFaults,
  ...diskFaults,
  noEngineAtAll,
];

await describeOnEngine('a fault made for real', (bench) => {
  test.each(faults)(
    '$name: $roots',
    async (fault) => {
      const { doctor } = bench();
      const undo = await fault.inject(bench());
      const broken = await doctor.run(['check', '--json'], fault.doctor?.(bench()) ?? {});
      await undo();
      const left = await doctor.leftBehind();
      const mended = await doctor.run(['check', '--json']);

      expect(rootCodes(broken), inBrief(broken)).toEqual(fault.roots);
      expect(broken.exitCode, inBrief(broken)).toBe(1);
      expect(broken.report?.nextAction?.text, 'a next action').toBeTruthy();
      expect(broken.stderr).not.toMatch(/^ {4}at /m);
      expect(left).toEqual([]);
      expect(mended.exitCode, `after the fault was undone: ${inBrief(mended)}`).toBe(0);
    },
    TWO_MINUTES,
  );

  test(
    'neither Docker nor Podman: the next action tells how this distribution installs one',
    async () => {
      const undo = await noEngineAtAll.inject(bench());
      const run = await bench().doctor.run(['check', '--json']);
      await undo();
      expect(JSON.stringify(run.report?.nextAction), inBrief(run)).toMatch(/apt(-get)? install/);
    },
    TWO_MINUTES,
  );
});
