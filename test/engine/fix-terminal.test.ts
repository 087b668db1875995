import { afterEach, beforeEach, expect, test } from 'vitest';
import { KEYS, type RunningProgram } from '../tty/support/pty.ts';
import { expectRestored } from '../tty/support/restored.ts';
import { describeOnEngine } from './support/bench.ts';
import { PID_FILE } from './support/engine.ts';
import { filesOf } from './support/snapshot.ts';
import { until } from './support/spawned.ts';
import { mayNotSudo, maySudo, setPassword } from './support/users.ts';

const PASSWORD = 'correct horse';
const QUESTION = 'Apply this plan? [y/N]';

const answered = async (program: RunningProgram, answer: string): Promise<string> => {
  await program.until(QUESTION);
  program.type(answer);
  const code = await program.ended();
  expectRestored(program);
  return `exit ${code}\n${program.raw}`;
};

await describeOnEngine('fix start-docker at a terminal, as root', (bench) => {
  beforeEach(() => bench().engine.stop());

  test.each(['n\r', '\r', 'yesterday\r', '\u0004'])('asks, and %j is no', async (answer) => {
    const { doctor, engine, lab } = bench();
    const before = await filesOf(lab);
    const seen = await answered(await doctor.inTerminal(['fix', 'start-docker']), answer);
    expect(seen).toMatch(/^exit 4\n/);
    expect(seen).toContain('# service docker start');
    expect(seen).toContain('undo: service docker stop');
    expect(seen).toContain('Declined: nothing was changed.');
    expect(await filesOf(lab)).toBe(before);
    expect(await engine.runs()).toBe(false);
  });

  test('y is yes: what happens is shown, and who proved it', async () => {
    const { doctor, engine } = bench();
    const seen = await answered(await doctor.inTerminal(['fix', 'start-docker']), 'y\r');
    expect(seen).toMatch(/^exit 0\n/);
    expect(seen).toContain('step 1: running  service docker start');
    expect(seen).toContain('proved by access/socket: ok');
    expect(await engine.answers()).toBe(true);
    expect(await doctor.leftBehind()).toEqual([]);
  });

  test('ctrl-c at the question interrupts: nothing is changed', async () => {
    const { doctor, engine, lab } = bench();
    const before = await filesOf(lab);
    const seen = await answered(await doctor.inTerminal(['fix', 'start-docker']), KEYS.ctrlC);
    expect(seen).toMatch(/^exit 130\n/);
    expect(seen, 'what was seen before stands').toContain('sock-missing');
    expect(seen).toContain('The run was cut short (SIGINT).');
    expect(seen).toContain('Declined: nothing was changed.');
    expect(await filesOf(lab)).toBe(before);
    expect(await engine.runs()).toBe(false);
    expect(await doctor.processesLeft()).toEqual([]);
  });

  test('the terminal is closed at the question: the program ends, and nothing is changed', async () => {
    const { doctor, engine, lab } = bench();
    const before = await filesOf(lab);
    const program = await doctor.inTerminal(['fix', 'start-docker']);
    await program.until(QUESTION);
    program.hangUp();
    await program.ended();
    expect(await doctor.processesLeft()).toEqual([]);
    expect(await filesOf(lab)).toBe(before);
    expect(await engine.runs()).toBe(false);
  });
});

await describeOnEngine('fix start-docker at a terminal, by sudo with a password', (bench) => {
  beforeEach(async () => {
    const { engine, lab, member } = bench();
    await engine.stop();
    await setPassword(lab, member, PASSWORD);
    await maySudo(lab, member, 'PASSWD');
  });
  afterEach(async () => {
    const { lab, member } = bench();
    await mayNotSudo(lab, member);
  });
  const PROMPT = '[sudo] password for member';

  const asked = async (): Promise<RunningProgram> => {
    const { doctor, member } = bench();
    const program = await doctor.inTerminal(['fix', 'start-docker'], { user: member });
    await program.until(QUESTION);
    program.type('y\r');
    await program.until(PROMPT);
    return program;
  };

  test('sudo asks for it, and the engine is started', async () => {
    const program = await asked();
    program.type(`${PASSWORD}\r`);
    expect(await program.ended(), program.raw).toBe(0);
    expectRestored(program);
    expect(program.raw).toContain('proved by access/socket: ok');
    expect(program.raw).not.toContain(PASSWORD);
    expect(await bench().engine.answers()).toBe(true);
    expect(await bench().doctor.leftBehind()).toEqual([]);
  });

  test('three wrong ones: it is refused, and the command to run by hand is shown', async () => {
    const program = await asked();
    for (const [at, wrong] of ['one', 'two', 'three'].entries()) {
      await program.until(new RegExp(`(?:password for member[^]*){${at + 1}}`));
      program.type(`${wrong}\r`);
    }
    expect(await program.ended(), program.raw).toBe(4);
    expectRestored(program);
    expect(program.raw).toContain('Repair start-docker: refused');
    expect(program.raw).toContain('run it by hand as root: service docker start');
    expect(await bench().engine.runs()).toBe(false);
    expect(await bench().doctor.processesLeft()).toEqual([]);
  });

  test('ctrl-c at its question interrupts: nothing is changed', async () => {
    const program = await asked();
    program.type(KEYS.ctrlC);
    expect(await program.ended(), program.raw).toBe(130);
    expectRestored(program);
    expect(await bench().engine.runs()).toBe(false);
    expect(await bench().doctor.processesLeft()).toEqual([]);
  });

  const SCRIPT = '/etc/init.d/docker';
  const instead = async (body: string): Promise<() => Promise<void>> => {
    const { lab } = bench();
    const former = (await lab.read(SCRIPT)) ?? '';
    await lab.write(SCRIPT, `#!/bin/sh\n${body}\n`);
    return () => lab.write(SCRIPT, former);
  };

  test('a failure in the middle is taken back through sudo', async () => {
    const { doctor, engine, lab, member } = bench();
    await maySudo(lab, member, 'NOPASSWD');
    await lab.shell('setsid sleep 1000 </dev/null >/dev/null 2>&1 & echo $! >"$1"; chmod 604 "$1"', [
      PID_FILE,
    ]);
    const undo = await instead(
      '[ "$1" = stop ] && exit 0; [ "$1" = start ] || exit 3; echo "no engine today"; exit 1',
    );
    const before = await filesOf(lab);
    const program = await doctor.inTerminal(['fix', 'remove-stale-pid-file'], { user: member });
    const seen = await answered(program, 'y\r');
    expect(seen).toMatch(/^exit 4\n/);
    expect(seen).toContain('Repair remove-stale-pid-file: rolled-back');
    expect(seen).toContain('| no engine today');
    expect(await filesOf(lab)).toBe(before);
    expect(await engine.runs()).toBe(false);
    await undo();
    await lab.signal('TERM', await lab.pidsOf('sleep'));
  });

  test('ctrl-c while a step runs as root: it comes to its end, and nothing is left running', async () => {
    const { doctor, lab, member } = bench();
    await maySudo(lab, member, 'NOPASSWD');
    const undo = await instead('case $1 in start) sleep 3; echo over >/run/over ;; *) exit 3 ;; esac');
    const program = await doctor.inTerminal(['fix', 'start-docker'], { user: member });
    await program.until(QUESTION);
    program.type('y\r');
    await program.until('running  service docker start');
    await until(async () => (await lab.pidsOf('sleep')).length > 0, 5_000);
    program.type(KEYS.ctrlC);
    expect(await program.ended(), program.raw).toBe(130);
    expectRestored(program);
    expect(await lab.read('/run/over'), program.raw).toBe('over\n');
    expect(program.raw).toContain('Applied, but interrupted before a look could prove it.');
    expect(await doctor.processesLeft()).toEqual([]);
    await undo();
  });

  test('in the session: sudo gets the terminal, the session takes it back', async () => {
    const { doctor, engine, member } = bench();
    const program = await doctor.inTerminal([], { user: member });
    await program.until('r again');
    program.type('/Engine socket');
    await program.until('enter keeps');
    program.type(KEYS.enter);
    await program.until('enter details');
    program.type('f');
    expect(await program.until('root (sudo may ask for your password)')).toContain('service docker start');
    program.type('y');
    await program.until(PROMPT);
    program.type(`${PASSWORD}\r`);
    expect(await program.until('The whole host was looked at again')).toContain(
      'access/socket, looking again: ok',
    );
    expect(program.screen()).not.toContain(PASSWORD);
    program.type(KEYS.enter);
    await program.until('enter details');
    program.type('q');
    expect(await program.ended(), program.raw).toBe(0);
    expectRestored(program);
    expect(await engine.answers()).toBe(true);
    expect(await doctor.leftBehind()).toEqual([]);
  });

  test('in the session: three wrong ones are shown as refused, and the session goes on', async () => {
    const { doctor, engine, member } = bench();
    const program = await doctor.inTerminal([], { user: member });
    await program.until('r again');
    program.type('f');
    await program.until('root (sudo may ask for your password)');
    program.type('y');
    for (const [at, wrong] of ['one', 'two', 'three'].entries()) {
      await program.until(new RegExp(`(?:password for member[^]*){${at + 1}}`));
      program.type(`${wrong}\r`);
    }
    const screen = await program.until(/refused/);
    expect(screen).toContain('run it by hand as root');
    await program.until('The whole host was looked at again');
    program.type('q');
    expect(await program.ended(), program.raw).toBe(4);
    expectRestored(program);
    expect(await engine.runs()).toBe(false);
  });
});
