import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Argv } from '#core/host';
import { type CommandOptions, runCommand } from '#host/local/commands';

const run = (argv: Argv, more: Partial<CommandOptions> = {}) =>
  runCommand(argv, {
    timeoutMs: 5000,
    environment: { PATH: '/usr/bin:/bin' },
    signal: new AbortController().signal,
    kill: (pid, signal) => void process.kill(pid, signal),
    ...more,
  });

const shell = (script: string): Argv => ['sh', '-c', script];

/** Whether a process runs; one that is dead and merely not yet buried does not. */
const isRunning = (pid: number): boolean => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text[text.lastIndexOf(')') + 2] !== 'Z';
  } catch {
    return false;
  }
};

/** Gathers the process ids that a script prints. */
const printedPids = () => {
  const pids: number[] = [];
  return { pids, onLine: (line: string): void => void pids.push(Number(line)) };
};

const end = (pids: readonly number[]): void => {
  for (const pid of pids) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
};

const took = async (work: Promise<unknown>): Promise<number> => {
  const startedMs = performance.now();
  await work;
  return performance.now() - startedMs;
};

test('a non-zero exit is an answer', async () => {
  expect(await run(shell('echo out; echo err >&2; exit 3'))).toEqual({
    exitCode: 3,
    stdout: 'out\n',
    stderr: 'err\n',
  });
});

test('a program that does not exist is absent', async () => {
  expect(await run(['no-such-program-of-dockmedic'])).toMatchObject({ reason: 'absent', errno: 'ENOENT' });
});

test('a file that may not be run is denied', async () => {
  expect(await run(['/etc/passwd'])).toMatchObject({ reason: 'denied', errno: 'EACCES' });
});

test('nothing goes through a shell', async () => {
  expect(await run(['echo', '$HOME; id', '`id`'])).toMatchObject({ stdout: '$HOME; id `id`\n' });
});

test('the environment is what was given, in English', async () => {
  expect(await run(['env'], { environment: { PATH: '/usr/bin:/bin', A: 'b' } })).toMatchObject({
    stdout: expect.not.stringContaining('HOME='),
  });
  expect(await run(['env'])).toMatchObject({ stdout: expect.stringContaining('LC_ALL=C\n') });
});

test('there is no standard input, unless some is given', async () => {
  expect(await run(['cat'])).toMatchObject({ exitCode: 0, stdout: '' });
  expect(await run(['cat'], { input: 'words\n' })).toMatchObject({ stdout: 'words\n' });
});

test('a program that does not read its input ends well', async () => {
  expect(await run(['true'], { input: 'x'.repeat(1_000_000) })).toMatchObject({ exitCode: 0 });
});

test('lines of both outputs are handed over as they come, and the answer is whole', async () => {
  const lines: string[] = [];
  const answer = await run(
    shell('echo one; sleep 0.05; echo two >&2; sleep 0.05; printf "10%%\\r20%%\\nlast"'),
    {
      onLine: (line) => lines.push(line),
    },
  );

  expect(lines).toEqual(['one', 'two', '10%', '20%', 'last']);
  expect(answer).toEqual({ exitCode: 0, stdout: 'one\n10%\r20%\nlast', stderr: 'two\n' });
});

test('a character that arrives in two pieces stays one', async () => {
  expect(await run(shell("printf '\\303'; sleep 0.1; printf '\\244'"))).toMatchObject({ stdout: 'ä' });
});

test('at the deadline the whole group is killed, also what ignores SIGTERM', async () => {
  const { pids, onLine } = printedPids();
  const ending = run(shell("trap '' TERM; sleep 60 & echo $$; echo $!; wait"), { timeoutMs: 200, onLine });

  expect(await took(ending)).toBeLessThan(1500);
  expect(await ending).toMatchObject({ reason: 'timed-out', detail: 'no answer within 200 ms' });
  await sleep(50);
  expect(pids).toHaveLength(2);
  expect(pids.filter(isRunning)).toEqual([]);
});

test('what changes something is asked to end before it is killed', async () => {
  const lines: string[] = [];
  const ending = run(shell("trap 'echo unlocked; exit 1' TERM; while :; do sleep 0.05; done"), {
    timeoutMs: 200,
    changes: true,
    onLine: (line) => lines.push(line),
  });

  expect(await ending).toMatchObject({ reason: 'timed-out' });
  expect(lines).toContain('unlocked');
});

test('what changes something and will not end is killed', async () => {
  const { pids, onLine } = printedPids();
  const ending = run(shell("trap '' TERM; echo $$; while :; do sleep 0.1; done"), {
    timeoutMs: 100,
    changes: true,
    onLine,
  });

  expect(await ending).toMatchObject({ reason: 'timed-out' });
  await sleep(50);
  expect(pids.map(isRunning)).toEqual([false]);
});

test('a grandchild that holds the output keeps no look waiting, and ends with it', async () => {
  const { pids, onLine } = printedPids();
  const ending = run(shell('sleep 60 & echo $!'), { onLine });

  expect(await took(ending)).toBeLessThan(2000);
  expect(await ending).toMatchObject({ exitCode: 0, stdout: `${pids[0]}\n` });
  await sleep(50);
  expect(pids.map(isRunning)).toEqual([false]);
});

test('a daemon that a change started may stay', async () => {
  const { pids, onLine } = printedPids();
  expect(await run(shell('sleep 60 & echo $!'), { changes: true, onLine })).toMatchObject({ exitCode: 0 });

  expect(pids.map(isRunning)).toEqual([true]);
  end(pids);
});

test('a grandchild in a session of its own does not keep the deadline from being kept', async () => {
  const { pids, onLine } = printedPids();
  const ending = run(shell('setsid sh -c "echo \\$\\$; exec sleep 60" & wait'), { timeoutMs: 200, onLine });

  expect(await took(ending)).toBeLessThan(1500);
  expect(await ending).toMatchObject({ reason: 'timed-out' });
  end(pids);
});

test('a process that cannot be killed is left behind, not waited for', async () => {
  const { pids, onLine } = printedPids();
  const kill = (): never => {
    throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
  };

  expect(await took(run(shell('echo $$; exec sleep 60'), { timeoutMs: 100, kill, onLine }))).toBeLessThan(
    1500,
  );
  end(pids);
});

test('the end of the run ends the command', async () => {
  const controller = new AbortController();
  const ending = run(['sleep', '60'], { signal: controller.signal });
  await sleep(100);
  controller.abort();

  expect(await ending).toMatchObject({ reason: 'timed-out', detail: 'the run ended first' });
});

test('after the end of the run nothing is started', async () => {
  const answer = await run(['no-such-program-of-dockmedic'], { signal: AbortSignal.abort() });

  expect(answer).toMatchObject({ reason: 'timed-out', detail: 'the run ended first' });
});

test('a program killed by somebody else did not answer', async () => {
  expect(await run(shell('kill -9 $$'))).toMatchObject({
    reason: 'unreachable',
    detail: 'killed by SIGKILL',
  });
});

test('output without end is refused', async () => {
  expect(await run(['yes'])).toMatchObject({ reason: 'malformed' });
});

test('a program that keeps the terminal is in our own group, and is killed alone', async () => {
  const { pids, onLine } = printedPids();
  const ending = run(shell('echo $$; exec sleep 60'), { timeoutMs: 100, terminal: 'attached', onLine });

  expect(await ending).toMatchObject({ reason: 'timed-out' });
  await sleep(50);
  expect(pids.map(isRunning)).toEqual([false]);
});
