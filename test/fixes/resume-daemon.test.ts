import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { resumeDaemon } from '#fixes/resume-daemon';

test('sends SIGCONT to that very process', () => {
  expect(resumeDaemon.plan({ pid: 4711, comm: 'dockerd', startTicks: 8123 })).toEqual({
    steps: [
      {
        kind: 'signal',
        pid: 4711,
        comm: 'dockerd',
        startTicks: 8123,
        signal: 'CONT',
        privilege: 'root',
        why: 'dockerd (process 4711) is stopped, so it answers nobody',
      },
    ],
  });
});

test('is safe, needs root and can be taken back', () => {
  expect(propose(resumeDaemon, { pid: 4711, comm: 'dockerd' }).proposal).toMatchObject({
    risk: 'safe',
    privilege: 'root',
    undoable: true,
  });
});
