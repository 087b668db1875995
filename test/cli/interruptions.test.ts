import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest';
import { documentOf, type Engine, engineAt, frozenAt, run } from './support/program.ts';

// Each starts the program, and the machine may be busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let directory: string;
const engines: Engine[] = [];
const at = (name: string): string => join(directory, name);
const on = (name: string) => ({ DOCKER_HOST: `unix://${at(name)}` });
const socket = ['--only', 'access/socket', '--passive', '--json'];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'dm-'));
  engines.push(await frozenAt(at('frozen.sock')), await engineAt(at('engine.sock')));
  // A program that does not end when it is asked to, and has a child of its own.
  mkdirSync(at('bin'));
  writeFileSync(
    at('bin/act'),
    `#!/bin/sh\ntrap '' TERM INT HUP\nsleep 300 &\necho $$ $! > "$HOME/pids"\nwhile :; do sleep 1; done\n`,
  );
  chmodSync(at('bin/act'), 0o755);
});
afterAll(() => {
  for (const engine of engines) engine.close();
  rmSync(directory, { recursive: true, force: true });
});

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A zombie waits only to be counted by its parent.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};
const until = async (isTrue: () => boolean): Promise<void> => {
  for (let tries = 0; !isTrue() && tries < 400; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 20));
};

describe('cut short, it still says what it knows', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 143],
  ] as const)('%s', async (signal, exitCode) => {
    const ended = await run([...socket, '--timeout', '20'], {
      env: on('frozen.sock'),
      disturb: (child) => setTimeout(() => child.kill(signal), 900),
    });
    expect(documentOf(ended)).toMatchObject({
      exitCode,
      verdict: 'inconclusive',
      interrupted: signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM',
      checks: [{ status: 'unverified' }],
    });
    expect(ended.stderr).toBe('');
  });

  it('the deadline of the run', async () => {
    const ended = await run([...socket, '--timeout', '1'], { env: on('frozen.sock') });
    expect([1, 3]).toContain(ended.exitCode);
    documentOf(ended);
    expect(ended.durationMs).toBeLessThan(4000);
  });

  it.each([
    ['the deadline', undefined, undefined],
    ['SIGINT', 'SIGINT', 130],
    ['SIGTERM', 'SIGTERM', 143],
  ] as const)('%s ends a program that will not end, and its child', async (_name, signal, exitCode) => {
    const home = mkdtempSync(join(directory, 'home-'));
    const pids = join(home, 'pids');
    const ended = await run(['--only', 'act', '--passive', '--json', '--timeout', signal ? '20' : '1.5'], {
      env: { ...on('engine.sock'), HOME: home, PATH: `${at('bin')}:/usr/bin:/bin` },
      disturb: (child) => {
        if (signal !== undefined) void until(() => existsSync(pids)).then(() => child.kill(signal));
      },
    });
    expect(documentOf(ended)).toMatchObject(exitCode === undefined ? {} : { exitCode });
    const left = readFileSync(pids, 'utf8').trim().split(' ').map(Number);
    await until(() => !left.some(isAlive));
    expect(left.filter(isAlive)).toEqual([]);
  });
});

describe('surroundings that lack something', () => {
  it('nobody reads its output', async () => {
    const ended = await run(socket, {
      env: on('engine.sock'),
      disturb: (child) => child.stdout?.destroy(),
    });
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  });
  it('standard input, output and error are closed', async () => {
    const ended = await run(socket, { env: on('engine.sock'), stdio: ['ignore', 'ignore', 'ignore'] });
    expect(ended.exitCode).toBe(0);
  });
  it('no home', async () => {
    expect(documentOf(await run(socket, { env: { ...on('engine.sock'), HOME: '' } }))).toMatchObject({
      exitCode: 0,
    });
  });
  it('a working directory that is gone', async () => {
    const cwd = mkdtempSync(join(directory, 'cwd-'));
    const ended = await run(socket, {
      env: on('engine.sock'),
      cwd,
      disturb: () => rmSync(cwd, { recursive: true }),
    });
    expect(documentOf(ended)).toMatchObject({ exitCode: 0 });
  });
});

test('a second Ctrl-C ends it at once', async () => {
  const ended = await run(['--wait', '30', ...socket], {
    env: on('frozen.sock'),
    disturb: (child) => {
      setTimeout(() => child.kill('SIGINT'), 900);
      setTimeout(() => child.kill('SIGINT'), 950);
    },
  });
  expect(ended.exitCode).toBe(130);
  expect(ended.durationMs).toBeLessThan(8000);
});
