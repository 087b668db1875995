import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { documentOf, type Engine, engineAt, frozenAt, run } from './support/program.ts';

// Each starts the program, and the machine may be busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let directory: string;
const engines: Engine[] = [];
const calls: string[] = [];
const at = (name: string): string => join(directory, name);
const on = (name: string) => ({ DOCKER_HOST: `unix://${at(name)}` });
const trip = ['engine/container-round-trip', 'access/socket', '--json'];

/** Takes an image and makes a container, or says nothing more from one of these calls on. */
const hangingAt =
  (silent: RegExp): RequestListener =>
  (request, response) => {
    const call = `${request.method} ${request.url?.split('?')[0]}`;
    calls.push(call);
    request.resume();
    if (silent.test(call)) return;
    if (call.startsWith('DELETE')) response.writeHead(404);
    response.end(request.url?.includes('/info') ? '{"OSType":"linux","Architecture":"x86_64"}' : '{}');
  };

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'dm-'));
  engines.push(await frozenAt(at('frozen.sock')));
  engines.push(await engineAt(at('import.sock'), hangingAt(/images\/create/)));
  engines.push(await engineAt(at('create.sock'), hangingAt(/containers\/create/)));
  engines.push(await engineAt(at('mute.sock'), hangingAt(/containers\/create|DELETE/)));
});
afterAll(() => {
  for (const engine of engines) engine.close();
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(() => {
  calls.length = 0;
});

/** A program that Node runs before ours. */
const first = (code: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`,
});
const throwing = (what: string, afterMs: number) => first(`setTimeout(() => { throw ${what} }, ${afterMs});`);
/** Sends a signal at the moment when somebody listens for it, and perhaps again. */
const signalling = (signal: string, times = 1) =>
  first(`const on = process.on; process.on = function (name, listener) { on.call(this, name, listener);
    if (name === 'SIGHUP') { process.on = on; for (let i = 0; i < ${times}; i += 1) process.kill(process.pid, '${signal}'); }
    return this; };`);

describe('a signal while the program is still loaded', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 143],
  ] as const)('%s ends it with a report', async (signal, exitCode) => {
    const ended = await run(['access/socket', '--passive', '--json', '--timeout', '20'], {
      env: { ...on('frozen.sock'), ...signalling(signal) },
    });
    expect(documentOf(ended)).toMatchObject({
      exitCode,
      interrupted: signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM',
      checks: [{ status: 'unverified' }],
    });
    expect(ended.durationMs).toBeLessThan(5000);
  });

  it('and a second one ends it at once', async () => {
    const ended = await run(trip, { env: { ...on('frozen.sock'), ...signalling('SIGTERM', 2) } });
    expect(ended).toMatchObject({ exitCode: 143, signal: null });
  });

  it('does not spoil what needs no run', async () => {
    const ended = await run(['--version', '--json'], { env: signalling('SIGINT') });
    expect(documentOf(ended)).toMatchObject({ exitCode: 0 });
  });
});

describe('the deadline is over while the engine is silent', () => {
  it.each(['import.sock', 'create.sock', 'mute.sock'])('%s', async (name) => {
    const ended = await run([...trip, '--timeout', '2'], { env: on(name) });
    const document = documentOf(ended);
    expect(document).toMatchObject({ exitCode: 3, interrupted: 'deadline' });
    expect(calls.filter((call) => call.startsWith('DELETE')).length).toBeGreaterThan(0);
    // A second at most; the rest is for a machine that is busy with other tests.
    expect(ended.durationMs).toBeLessThan(3500);
  });
});

describe('a mistake of our own where nobody waits for it', () => {
  it.each([
    ['new Error("boom")', 'boom'],
    ['"just text"', 'just text'],
    ['null', 'null'],
  ])('%s: the finished rows stand, the others say so, and the probe is removed', async (what, said) => {
    const ended = await run([...trip, '--timeout', '20'], {
      env: { ...on('create.sock'), ...throwing(what, 1800) },
    });
    expect(documentOf(ended)).toMatchObject({
      exitCode: 3,
      verdict: 'inconclusive',
      checks: expect.arrayContaining([
        expect.objectContaining({ id: 'access/socket', status: 'ok' }),
        expect.objectContaining({
          id: 'engine/container-round-trip',
          status: 'unverified',
          reason: { kind: 'crashed', text: expect.stringContaining(said) },
        }),
      ]),
    });
    expect(ended.stderr).toContain(said);
    expect(calls.filter((call) => /^DELETE .*\/images\/dockmedic-probe-/.test(call)).length).toBeGreaterThan(
      0,
    );
    expect(ended.durationMs).toBeLessThan(6000);
  });

  it('twice', async () => {
    const code = 'for (const ms of [1500, 1520]) setTimeout(() => { throw new Error("boom") }, ms);';
    const ended = await run([...trip, '--timeout', '20'], { env: { ...on('mute.sock'), ...first(code) } });
    expect(documentOf(ended)).toMatchObject({ exitCode: 3 });
  });

  it('a recording is not written half', async () => {
    const ended = await run(['capture', '--json'], {
      env: { ...on('frozen.sock'), ...throwing('new Error("boom")', 900) },
    });
    expect(documentOf(ended)).toMatchObject({ exitCode: 3, error: { kind: 'internal', message: 'boom' } });
  });
});
