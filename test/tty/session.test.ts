import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltFixture, buildFixture } from './support/fixture.ts';
import { KEYS, type ProgramOptions, type RunningProgram, startProgram } from './support/pty.ts';
import { expectRestored } from './support/restored.ts';

const SGR = new RegExp(`${KEYS.escape}\\[[0-9;]*m`);

let fixture: BuiltFixture;
beforeAll(async () => {
  fixture = await buildFixture('fixture-session.tsx');
});
afterAll(() => fixture.remove());

const start = (mode: string, options?: ProgramOptions): RunningProgram =>
  startProgram([process.execPath, fixture.path, mode], options);

describe('the session in a terminal', () => {
  it('shows rows, details, filter and help, and leaves its last screen', async () => {
    const program = start('root', { rows: 50 });
    expect(await program.until('r again')).toContain('Next: Start the Docker daemon');
    program.type(KEYS.enter);
    expect(await program.until('Because of this')).toContain('lstat /var/run/docker.sock');
    program.type(KEYS.escape);
    await program.until('enter details');
    program.type('/unver');
    await program.until('2 of 9');
    program.type(KEYS.escape);
    await program.until('enter details');
    program.type('?');
    await program.until('the last screen stays');
    program.type('x');
    await program.until('enter details');
    program.type('q');
    expect(await program.ended()).toBe(1);
    expectRestored(program);
    expect(program.raw).toContain('ended: findings, 0 repairs');
    const last = program.screen();
    expect(last).toContain('✖ There is no socket');
    expect(last).not.toContain('q quit');
  });

  it('lays itself out anew at 120, 60 and 80 columns', async () => {
    const program = start('root', { columns: 80, rows: 40 });
    await program.until('r again');
    await program.resize(120, 40);
    await program.until(/reachable {2}sock-missing {50,}3 ms/);
    await program.resize(60, 40);
    const narrow = await program.until(/reachable {10,}3 ms/);
    expect(narrow.match(/dockmedic 0\.1\.0/g)).toHaveLength(1);
    expect(narrow.match(/Docker socket is reachable/g)).toHaveLength(1);
    await program.resize(80, 12);
    await program.until(/\d+-\d+ of \d+/);
    await program.resize(80, 40);
    expect(await program.until('SELinux lets containers work')).toContain('dockmedic 0.1.0');
    program.type('q');
    expect(await program.ended()).toBe(1);
    expect(program.raw).not.toContain('\u001b[3J');
    expectRestored(program);
  });

  it('repairs after a yes, proves it, and looks again', async () => {
    const program = start('root');
    await program.until('r again');
    program.type('f');
    await program.until('y/N');
    program.type('y');
    await program.until('✔ verified');
    await program.until('the list is fresh');
    program.type(KEYS.enter);
    await program.until('Healthy: 7 ok');
    program.type('q');
    expect(await program.ended()).toBe(0);
    expect(program.raw).toContain('ended: healthy, 1 repairs');
    expectRestored(program);
  });

  it('does not answer a question that came up after the answer was typed', async () => {
    const program = start('root');
    await program.until('r again');
    program.type('fy');
    await program.until('y/N');
    await sleep(200);
    expect(program.screen()).toContain('y/N');
    program.type(KEYS.ctrlC);
    expect(await program.ended()).toBe(130);
  });

  it('lends the terminal to another program and takes it back', async () => {
    const program = start('read');
    await program.until('r again');
    program.type('f');
    await program.until('y/N');
    program.type('y');
    await program.until('Password:');
    program.type(`qfy${KEYS.enter}`);
    await program.until('got <qfy>');
    await program.until('the list is fresh');
    program.type(KEYS.enter);
    await program.until('Healthy: 7 ok');
    program.type('q');
    expect(await program.ended()).toBe(0);
    expectRestored(program);
  });

  it('is silent while nothing runs', async () => {
    const program = start('healthy');
    await program.until('Healthy: 7 ok');
    await sleep(300);
    const before = program.raw.length;
    await sleep(500);
    expect(program.raw.length).toBe(before);
    program.type('q');
    expect(await program.ended()).toBe(0);
  });

  it('uses no colour and no style with NO_COLOR', async () => {
    const program = start('root', { env: { NO_COLOR: '1' } });
    await program.until('r again');
    program.type(KEYS.enter);
    await program.until('Because of this');
    program.type('q');
    await program.ended();
    expect(program.raw).not.toMatch(SGR);
  });

  it('uses colour otherwise', async () => {
    const program = start('root');
    await program.until('r again');
    program.type('q');
    await program.ended();
    expect(program.raw).toContain('\u001b[31m✖ error');
  });
});

describe('the terminal is restored', () => {
  it('after ctrl-c before anything was found', async () => {
    const program = start('never');
    await program.until('looking');
    program.type(KEYS.ctrlC);
    expect(await program.ended()).toBe(130);
    expect(program.raw).toContain('ended: no report');
    expectRestored(program);
  });

  it('after ctrl-c while a program has the terminal', async () => {
    const program = start('read');
    await program.until('r again');
    program.type('f');
    await program.until('y/N');
    program.type('y');
    await program.until('Password:');
    program.type(KEYS.ctrlC);
    expect(await program.ended()).toBe(130);
    expectRestored(program);
  });

  it('after ctrl-c in a repair, which is not left half done', async () => {
    const program = start('slow');
    await program.until('r again');
    program.type('f');
    await program.until('y/N');
    program.type('y');
    await program.until('running');
    program.type(KEYS.ctrlC);
    await program.until('the repair ends first');
    expect(await program.ended()).toBe(130);
    expect(program.raw).toContain(', 1 repairs');
    expectRestored(program);
  });

  it('after a second ctrl-c at once', async () => {
    const program = start('slow');
    await program.until('r again');
    program.type('f');
    await program.until('y/N');
    program.type('y');
    await program.until('running');
    program.type(KEYS.ctrlC);
    await program.until('the repair ends first');
    program.type(KEYS.ctrlC);
    expect(await program.ended()).toBe(130);
    expect(program.raw).toContain(', 0 repairs');
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('after %s', async (name, status) => {
    const program = start('root');
    await program.until('r again');
    program.signal(name);
    expect(await program.ended()).toBe(status);
    expectRestored(program);
  });

  it('after a crash of a view', async () => {
    const program = start('crash');
    expect(await program.ended()).toBe(70);
    expect(program.raw).toContain('crashed: ');
    expectRestored(program);
  });
});
