import { describe, expect, it } from 'vitest';
import { KEYS, type ProgramOptions, type RunningProgram, startProgram } from './support/pty.ts';
import { expectRestored } from './support/restored.ts';

// What is found depends on the machine; how it is shown does not.
const start = (options?: ProgramOptions, ...argv: readonly string[]): RunningProgram =>
  startProgram([process.execPath, 'dist/bin.js', '--passive', ...argv], options);

/** The footer of a finished look; how many of its keys fit differs with the width. */
const COMPLETE = /^(?![\s\S]*Looking at this host)[\s\S]*enter details/;
const ESCAPE = KEYS.escape;

describe('the built program in a terminal', () => {
  it('shows rows, details, filter and help at every width, and ends with the verdict as its status', async () => {
    const program = start({ columns: 120, rows: 50 });
    await program.until('Looking at this host');
    await program.until(COMPLETE);
    for (const columns of [60, 80, 120, 80]) {
      await program.resize(columns, 50);
      const screen = await program.until(COMPLETE);
      expect(screen.match(/^dockmedic /gm)).toHaveLength(1);
      expect(screen).toMatch(/^❯ \S (ok|warning|error|skipped|unverified) /m);
    }
    program.type(KEYS.enter);
    await program.until('esc back');
    program.type(KEYS.escape);
    await program.until('enter details');
    program.type('/socket');
    await program.until(/\/socket.*enter keeps/);
    program.type(KEYS.escape);
    await program.until('enter details');
    program.type('?');
    await program.until('Keys');
    program.type(KEYS.escape);
    await program.until('enter details');
    program.type('q');
    expect([0, 1, 3]).toContain(await program.ended());
    expectRestored(program);
  });

  it('looks again with r', async () => {
    const program = start({ rows: 50 });
    await program.until(COMPLETE);
    program.type('r');
    await program.until('Looking again');
    await program.until(COMPLETE);
    program.type('q');
    await program.ended();
    expectRestored(program);
  });

  it.each(['Looking at this host', COMPLETE])('is interrupted by ctrl-c at %s', async (moment) => {
    const program = start({ rows: 50 });
    await program.until(moment);
    program.type(KEYS.ctrlC);
    expect(await program.ended()).toBe(130);
    expectRestored(program);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('is ended by %s', async (name, status) => {
    const program = start({ rows: 50 });
    await program.until(COMPLETE);
    program.signal(name);
    expect(await program.ended()).toBe(status);
    expectRestored(program);
  });

  it('uses no colour with NO_COLOR', async () => {
    const program = start({ rows: 50, env: { NO_COLOR: '1' } });
    await program.until(COMPLETE);
    program.type('q');
    await program.ended();
    expect(program.raw).not.toMatch(new RegExp(`${ESCAPE}\\[[0-9;]*m`));
  });

  it.each<Readonly<Record<string, string>>>([{ TERM: 'dumb' }, { CI: 'true' }])(
    'is plain text without a prompt with %j',
    async (env) => {
      const program = start({ rows: 50, env }, '--no-color');
      expect([0, 1, 3]).toContain(await program.ended());
      expect(program.raw).not.toContain(ESCAPE);
    },
  );
});
