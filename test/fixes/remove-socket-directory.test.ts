import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { removeSocketDirectory } from '#fixes/remove-socket-directory';

const args = {
  path: '/run/docker.sock',
  manager: 'systemd',
  unit: 'docker.service',
  socketUnit: 'docker.socket',
  resetFailed: false,
} as const;

test('removes the directory only when it is empty, then starts the engine', () => {
  expect(removeSocketDirectory.plan(args)).toEqual({
    steps: [
      {
        kind: 'exec',
        argv: ['rmdir', '/run/docker.sock'],
        privilege: 'root',
        why: 'the engine cannot make its socket where a directory stands; one that is not empty stays',
        keeps: '/run/docker.sock',
        watch: { kind: 'path', path: '/run/docker.sock', wanted: 'absent' },
      },
      {
        kind: 'service',
        unit: 'docker.service',
        action: 'start',
        manager: 'systemd',
        sockets: ['docker.socket'],
        why: 'docker.service could not make its socket',
      },
    ],
    notes: [
      'Mount the socket with `--mount type=bind`, which refuses a missing source, so that it does not come back.',
    ],
  });
});

test('is safe, needs root and can be taken back', () => {
  expect(propose(removeSocketDirectory, args).proposal).toMatchObject({
    risk: 'safe',
    privilege: 'root',
    undoable: true,
  });
});
