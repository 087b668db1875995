import { expect, test } from 'vitest';
import { describeOnEngine } from './support/bench.ts';
import { inBrief, rootCodes } from './support/doctor.ts';
import { noEngineAtAll } from './support/faults/absence.ts';
import { accessFaults } from './support/faults/access.ts';
import { daemonJsonFaults } from './support/faults/daemon-json.ts';
import { diskFaults } from './support/faults/disk.ts';
import { environmentFaults } from './support/faults/environment.ts';
import { socketFaults } from './support/faults/socket.ts';

const faults = [
  ...socketFaults,
  ...accessFaults,
  ...daemonJsonFaults,
  ...environmentFaults,
  ...diskFaults,
  noEngineAtAll,
];

await describeOnEngine('a fault made for real', (bench) => {
  for (const fault of faults) {
    test(`${fault.name}: ${fault.roots.join(', ')}`, async () => {
      const { doctor } = bench();
      const undo = await fault.inject(bench());
      const broken = await doctor.run(['check', '--json'], fault.doctor?.(bench()) ?? {});
      await undo();
      const left = await doctor.leftBehind();
      const mended = await doctor.run(['check', '--json']);

      expect(rootCodes(broken), inBrief(broken)).toEqual(fault.roots);
      expect(broken.exitCode, inBrief(broken)).toBe(1);
      expect(JSON.stringify(broken.report?.nextAction), inBrief(broken)).toMatch(
        fault.nextAction ?? /"text":".+"/,
      );
      expect(broken.stderr, 'no stack trace').not.toMatch(/^ {4}at /m);
      expect(left).toEqual([]);
      expect(mended.exitCode, `after the fault was undone: ${inBrief(mended)}`).toBe(0);
    });
  }
});
