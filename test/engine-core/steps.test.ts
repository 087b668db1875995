import { expect, test } from 'vitest';
import { type Unavailable, unavailable } from '#core/answer';
import type { Step } from '#core/fix';
import type { CommandOutput, Host } from '#core/host';
import { prepare as prepareIn } from '#engine/steps/prepare';
import { PLACES } from './fake-gate.ts';
import { fakeHost } from './fake-host.ts';

const prepare = (step: Step, host: Host) => prepareIn(step, 0, host, PLACES);

const said = (stdout: string, exitCode = 0): CommandOutput => ({ exitCode, stdout, stderr: '' });

const start: Step = {
  kind: 'service',
  unit: 'docker.service',
  action: 'start',
  manager: 'systemd',
  sockets: ['docker.socket'],
  why: 'it does not run',
};

const asked = (answers: Readonly<Record<string, CommandOutput | Unavailable>>) =>
  fakeHost({ query: (argv) => answers[argv.join(' ')] ?? unavailable('absent', argv.join(' '), 'ENOENT') });

test('a start is taken back by stopping what did not run before, sockets first', async () => {
  const host = asked({ 'systemctl is-active docker.socket docker.service': said('inactive\nfailed\n', 3) });

  expect(await prepare(start, host)).toEqual({
    kind: 'ready',
    act: { argv: ['systemctl', 'start', 'docker.socket', 'docker.service'], privilege: 'root' },
    inverse: [{ argv: ['systemctl', 'stop', 'docker.socket', 'docker.service'], privilege: 'root' }],
    inverseAfterFailure: true,
    watch: {
      kind: 'units',
      question: 'is-active',
      units: ['docker.socket', 'docker.service'],
      user: false,
    },
  });
});

test('what ran before the start is not stopped on the way back', async () => {
  const host = asked({ 'systemctl is-active docker.socket docker.service': said('active\ninactive\n', 3) });

  expect(await prepare(start, host)).toMatchObject({
    inverse: [{ argv: ['systemctl', 'stop', 'docker.service'], privilege: 'root' }],
  });
});

test('a unit that is about to start is left alone on the way back', async () => {
  const host = asked({ 'systemctl is-active docker.socket docker.service': said('active\nactivating\n', 3) });

  expect(await prepare(start, host)).toMatchObject({ kind: 'ready', inverse: [] });
});

test('where systemd does not say, the whole inverse is kept', async () => {
  expect(await prepare(start, asked({}))).toMatchObject({
    inverse: [{ argv: ['systemctl', 'stop', 'docker.socket', 'docker.service'], privilege: 'root' }],
  });
});

test.each([
  ['start', 'is-active', 'active'],
  ['enable', 'is-enabled', 'enabled'],
  ['unmask', 'is-enabled', 'disabled'],
  ['reset-failed', 'is-failed', 'inactive'],
] as const)('%s of a unit that is so already does nothing', async (action, question, word) => {
  const host = asked({ [`systemctl --user ${question} podman.socket`]: said(`${word}\n`) });
  const step: Step = { kind: 'service', unit: 'podman.socket', action, manager: 'systemd-user', why: 'x' };

  expect(await prepare(step, host)).toEqual({
    kind: 'nothing-to-do',
    text: `podman.socket is ${word}: nothing to do`,
  });
});

test.each([
  ['enable', 'disabled', 'disable'],
  ['unmask', 'masked', 'mask'],
] as const)('%s is taken back by its opposite', async (action, word, opposite) => {
  const host = asked({ 'systemctl is-enabled docker.service': said(`${word}\n`, 1) });
  const step: Step = { kind: 'service', unit: 'docker.service', action, manager: 'systemd', why: 'x' };

  expect(await prepare(step, host)).toMatchObject({
    act: { argv: ['systemctl', action, 'docker.service'] },
    inverse: [{ argv: ['systemctl', opposite, 'docker.service'] }],
  });
});

test('clearing failures leaves nothing to take back; a restart cannot be taken back', async () => {
  const step: Step = {
    kind: 'service',
    unit: 'docker.service',
    action: 'reset-failed',
    manager: 'systemd',
    why: 'x',
  };
  const host = asked({ 'systemctl is-failed docker.service': said('failed\n') });

  expect(await prepare(step, host)).toMatchObject({ kind: 'ready', inverse: [] });
  expect(await prepare({ ...step, action: 'restart' }, host)).not.toHaveProperty('inverse');
});

test.each([
  ['sysv', ['service', 'docker', 'start'], ['service', 'docker', 'stop']],
  ['openrc', ['rc-service', 'docker', 'start'], ['rc-service', 'docker', 'stop']],
] as const)('%s starts by its own command', async (manager, argv, undo) => {
  const step: Step = { kind: 'service', unit: 'docker.service', action: 'start', manager, why: 'x' };

  expect(await prepare(step, asked({ [`${argv[0]} docker status`]: said('', 3) }))).toMatchObject({
    act: { argv, privilege: 'root' },
    inverse: [{ argv: undo, privilege: 'root' }],
  });
  expect(await prepare(step, asked({ [`${argv[0]} docker status`]: said('') }))).toMatchObject({
    kind: 'nothing-to-do',
  });
});

test('a service that nothing manages here is refused', async () => {
  const step: Step = { kind: 'service', unit: 'docker', action: 'start', manager: 'none', why: 'x' };

  expect(await prepare(step, fakeHost({}))).toEqual({
    kind: 'refused',
    text: 'there is no command to start docker here (none)',
  });
});

const removal: Step = {
  kind: 'remove-file',
  path: '/run/docker.pid',
  expect: '31',
  unlessRunning: { pid: 31, comm: 'dockerd' },
  privilege: 'root',
  why: 'it is stale',
};

test('a file is removed only while it is what was seen, and a copy of it is kept and put back', async () => {
  const host = fakeHost({ files: { '/run/docker.pid': '31', '/proc/31/stat': '31 (bash) S 1' } });

  expect(await prepare(removal, host)).toEqual({
    kind: 'ready',
    act: { argv: ['rm', '/run/docker.pid'], privilege: 'root' },
    first: [
      { argv: ['install', '-d', '-m', '0700', PLACES.root], privilege: 'root' },
      { argv: ['cp', '-aT', '--', '/run/docker.pid', `${PLACES.root}/1`], privilege: 'root' },
    ],
    inverse: [
      {
        argv: [
          ...(['cp', '-aT', '--remove-destination', '--'] as const),
          ...[`${PLACES.root}/1`, '/run/docker.pid.dockmedic'],
        ],
        privilege: 'root',
      },
      { argv: ['mv', '-T', '--', '/run/docker.pid.dockmedic', '/run/docker.pid'], privilege: 'root' },
    ],
    inverseAfterFailure: false,
    copy: 'root',
    watch: { kind: 'path', path: '/run/docker.pid', wanted: 'absent' },
  });
});

test.each([
  ['its text changed', { '/run/docker.pid': '32' }, 'refused', 'was changed since it was looked at'],
  [
    'the engine runs under its number',
    { '/run/docker.pid': '31', '/proc/31/stat': '31 (dockerd) S 1' },
    'refused',
    'runs',
  ],
  ['it is gone', {}, 'nothing-to-do', 'is gone already'],
] as const)('a file is not removed when %s', async (_when, files, kind, text) => {
  expect(await prepare(removal, fakeHost({ files }))).toEqual({ kind, text: expect.stringContaining(text) });
});

test('what is no regular file is not removed', async () => {
  const host = fakeHost({ files: { '/run/docker.pid': '31' }, fileType: 'symlink' });

  expect(await prepare(removal, host)).toMatchObject({
    kind: 'refused',
    text: '/run/docker.pid is no file but a symlink',
  });
});

const resume: Step = {
  kind: 'signal',
  pid: 7,
  comm: 'dockerd',
  startTicks: 99,
  signal: 'CONT',
  privilege: 'root',
  why: 'it is stopped',
};
const stat = (comm: string, state: string, ticks: number): string =>
  `7 (${comm}) ${state} ${Array.from({ length: 18 }, () => 0).join(' ')} ${ticks} 0`;

test('a stopped daemon is sent on, and back into its sleep', async () => {
  expect(await prepare(resume, fakeHost({ files: { '/proc/7/stat': stat('dockerd', 'T', 99) } }))).toEqual({
    kind: 'ready',
    act: { argv: ['kill', '-CONT', '7'], privilege: 'root' },
    inverse: [{ argv: ['kill', '-STOP', '7'], privilege: 'root' }],
    inverseAfterFailure: false,
    watch: { kind: 'process', pid: 7, comm: 'dockerd', startTicks: 99 },
  });
});

test.each([
  ['is gone', {}, 'refused', 'process 7 is gone'],
  [
    'is another program',
    { '/proc/7/stat': stat('a) T (b', 'T', 99) },
    'refused',
    'process 7 is now a) T (b, not dockerd',
  ],
  ['began at another time', { '/proc/7/stat': stat('dockerd', 'T', 98) }, 'refused', 'another dockerd'],
  ['runs', { '/proc/7/stat': stat('dockerd', 'S', 99) }, 'nothing-to-do', 'no longer stopped'],
] as const)('no signal is sent when the process %s', async (_when, files, kind, text) => {
  expect(await prepare(resume, fakeHost({ files }))).toEqual({ kind, text: expect.stringContaining(text) });
});

test('a command without a way back has none', async () => {
  expect(await prepare({ kind: 'exec', argv: ['true'], privilege: 'user', why: 'x' }, fakeHost({}))).toEqual({
    kind: 'ready',
    act: { argv: ['true'], privilege: 'user' },
    inverseAfterFailure: false,
  });
});
