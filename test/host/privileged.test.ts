import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Argv, RunOptions } from '#core/host';
import { type PrivilegedOptions, privilegedRun } from '#host/privileged';

let bin = '';
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'dockmedic-sudo-'));
});
afterEach(() => rmSync(bin, { recursive: true }));

/** Puts a program in the way: here always a `sudo` that behaves as the real one did in some situation. */
const sudoThat = (script: string): void => {
  writeFileSync(join(bin, 'sudo'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, 'sudo'), 0o755);
};

const run = (argv: Argv, options: Partial<RunOptions> = {}, as: Partial<PrivilegedOptions> = {}) =>
  privilegedRun({
    uid: 1000,
    environment: { PATH: `${bin}:/usr/bin:/bin`, DOCKER_CONFIG: '/home/ada/.docker' },
    signal: new AbortController().signal,
    kill: (pid, signal) => void process.kill(pid, signal),
    ...as,
  })(argv, { privilege: 'root', ...options });

const OBEYS = 'shift; shift; exec "$@"';
const WANTS_PASSWORD = 'echo "sudo: a password is required" >&2; exit 1';

test('a step of the user runs as it is, with the environment of the user', async () => {
  sudoThat('echo never');
  expect(await run(['printenv', 'DOCKER_CONFIG'], { privilege: 'user' })).toMatchObject({
    exitCode: 0,
    stdout: '/home/ada/.docker\n',
  });
});

test('root needs no sudo, and sees neither the settings of the user nor a PATH without sbin', async () => {
  sudoThat('echo never');
  const answer = await run(['env'], {}, { uid: 0 });

  expect(answer).toMatchObject({ stdout: expect.stringContaining('/usr/sbin:/sbin') });
  expect(answer).toMatchObject({ stdout: expect.not.stringContaining('DOCKER_CONFIG') });
});

test('a user goes through sudo without a question, under a deadline that root keeps', async () => {
  sudoThat('printf "%s " "$@"');
  expect(await run(['systemctl', 'start', 'docker'], { timeoutMs: 60_000 })).toMatchObject({
    stdout: '-n -- timeout -k 5 60 systemctl start docker ',
  });
});

test('the exit code, the output and the input are those of the command', async () => {
  sudoThat(OBEYS);
  const lines: string[] = [];
  const answer = await run(['sh', '-c', 'cat; echo no >&2; exit 1'], {
    input: 'text\n',
    onLine: (line) => lines.push(line),
  });

  expect(answer).toEqual({ exitCode: 1, stdout: 'text\n', stderr: 'no\n' });
  expect(lines.sort()).toEqual(['no', 'text']);
});

test('the deadline is kept for what root runs', async () => {
  sudoThat(OBEYS);
  expect(await run(['sleep', '30'], { timeoutMs: 1000 })).toMatchObject({
    reason: 'timed-out',
    source: 'sleep 30',
  });
});

test('off a terminal a password cannot be given: denied, with the command to run by hand', async () => {
  sudoThat(WANTS_PASSWORD);
  const lines: string[] = [];
  expect(await run(['usermod', '-aG', 'docker', 'ada'], { onLine: (line) => lines.push(line) })).toEqual({
    kind: 'unavailable',
    reason: 'denied',
    source: 'usermod -aG docker ada',
    detail: 'root is needed (sudo: a password is required); run it by hand as root: usermod -aG docker ada',
  });
  expect(lines).toEqual([]);
});

test.each([
  'Sorry, user ada is not allowed to execute /usr/bin/true as root on host.',
  'ada is not in the sudoers file.',
  'sudo: The "no new privileges" flag is set, which prevents sudo from running as root.',
])('refused by sudo: %s', async (line) => {
  sudoThat(`echo '${line}' >&2; exit 1`);
  expect(await run(['true'])).toMatchObject({ reason: 'denied' });
});

test('a remark of sudo about the name of the host is no refusal', async () => {
  sudoThat('echo "sudo: unable to resolve host box: Name or service not known" >&2; exit 1');
  expect(await run(['false'])).toMatchObject({ exitCode: 1 });
});

test('without sudo: denied, with the command to run by hand', async () => {
  const answer = await run(['/bin/true'], {}, { environment: { PATH: bin } });
  expect(answer).toMatchObject({
    reason: 'denied',
    detail: 'root is needed (sudo is not installed); run it by hand as root: /bin/true',
  });
});

test('at a terminal sudo asks once, with the terminal lent to it, and the command is tried again', async () => {
  sudoThat(
    `[ "$1" = -v ] && exec touch ${bin}/given\n[ -e ${bin}/given ] || { ${WANTS_PASSWORD}; }\n${OBEYS}`,
  );
  let lent = 0;
  const aside: PrivilegedOptions['aside'] = (work) => {
    lent += 1;
    return work();
  };

  expect(await run(['echo', 'done'], {}, { aside })).toMatchObject({ exitCode: 0, stdout: 'done\n' });
  expect(lent).toBe(1);
});

test('at a terminal nothing is asked where nothing need be', async () => {
  sudoThat(OBEYS);
  const aside = (): never => {
    throw new Error('asked');
  };
  expect(await run(['true'], {}, { aside })).toMatchObject({ exitCode: 0 });
});

test('a wrong password or a cancelled question: denied', async () => {
  sudoThat(`[ "$1" = -v ] && exit 1\n${WANTS_PASSWORD}`);
  expect(await run(['true'], {}, { aside: (work) => work() })).toMatchObject({
    reason: 'denied',
    detail: expect.stringContaining('did not accept a password, or none was given'),
  });
});

test('at a terminal what runs as root stands in a process group of its own, out of reach of Ctrl-C', async () => {
  sudoThat('cut -d " " -f 4,5 /proc/$$/stat');
  const answer = await run(['true'], {}, { aside: (work) => work() });
  const [parent, group] = 'stdout' in answer ? answer.stdout.trim().split(' ') : [];
  expect(group).toMatch(/^\d+$/);
  expect(group).toBe(parent);
});

test('at a terminal without sudo: denied, and nothing is asked', async () => {
  symlinkSync('/usr/bin/timeout', join(bin, 'timeout'));
  const aside = (): never => {
    throw new Error('asked');
  };
  expect(await run(['/bin/true'], {}, { environment: { PATH: bin }, aside })).toMatchObject({
    reason: 'denied',
    detail: 'root is needed (sudo is not installed); run it by hand as root: /bin/true',
  });
});
