import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { removeStalePidFile } from '#fixes/remove-stale-pid-file';

const removal = {
  kind: 'remove-file',
  path: '/run/docker.pid',
  expect: '31\n',
  unlessRunning: { pid: 31, comm: 'dockerd' },
  privilege: 'root',
  why: 'it names a process that is not the engine, and the engine refuses to start beside it',
};

test('removes the file that was seen, unless its number is the engine', () => {
  expect(removeStalePidFile.plan({ path: '/run/docker.pid', text: '31\n' })).toEqual({ steps: [removal] });
});

test('starts the engine afterwards where asked', () => {
  const start = { manager: 'sysv', unit: 'docker.service', resetFailed: false } as const;

  expect(removeStalePidFile.plan({ path: '/run/docker.pid', text: '31\n', start })).toEqual({
    steps: [
      removal,
      {
        kind: 'service',
        unit: 'docker.service',
        action: 'start',
        manager: 'sysv',
        why: 'docker.service could not start because of /run/docker.pid',
      },
    ],
  });
});

test('a file without a number names no process', () => {
  const [step] = removeStalePidFile.plan({ path: '/run/docker.pid', text: 'rubbish' }).steps;
  expect(step).not.toHaveProperty('unlessRunning');
});

test('is safe, needs root and can be taken back', () => {
  expect(propose(removeStalePidFile, { path: '/run/docker.pid', text: '31' }).proposal).toMatchObject({
    risk: 'safe',
    privilege: 'root',
    undoable: true,
  });
});
