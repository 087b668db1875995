import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest';
import { documentOf, type Engine, engineAt, type RunOptions, run } from './support/program.ts';

// Each starts the program, and the machine may be busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let directory: string;
let engine: Engine;
const at = (name: string): string => join(directory, name);
const socket = ['--only', 'access/socket', '--passive'];
const onEngine = () => ({ env: { DOCKER_HOST: `unix://${at('engine.sock')}` } });
const onNothing = () => ({ env: { DOCKER_HOST: `unix://${at('gone.sock')}` } });

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'dm-'));
  engine = await engineAt(at('engine.sock'));
  writeFileSync(at('bad.json'), '{"engineFloor": }');
  writeFileSync(at('unknown.json'), '{"colour": "red"}');
  writeFileSync(at('percent.json'), '{"diskWarningPercent": 98}');
  writeFileSync(at('good.json'), '{"engineFloor": "20.10" /* comment */}');
  writeFileSync(at('huge.json'), `{"engineFloor": "${'1'.repeat(100_000)}"}`);
});
afterAll(() => {
  engine.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('bad usage is one document and exit code 2', () => {
  it.each([
    [['bogus'], 'usage', 'bogus'],
    [['check', '--only', 'nope'], 'usage', 'nope'],
    [['access/sockt'], 'usage', 'Did you mean access/socket?'],
    [['--skip', 'acces'], 'usage', 'Did you mean access?'],
    [['fix', 'start-doker'], 'usage', 'Did you mean start-docker?'],
    [['--replay', '/proc'], 'configuration', 'not a regular file but a directory'],
    [['--skip', 'nope'], 'usage', 'nope'],
    [['--no-such-flag'], 'usage', '--no-such-flag'],
    [['--format', 'xml'], 'usage', 'xml'],
    [['--format', 'text'], 'usage', 'json and text'],
    [['--timeout', '0'], 'usage', '--timeout'],
    [['--timeout', 'NaN'], 'usage', '--timeout'],
    [['--timeout', '1e9'], 'usage', '--timeout'],
    [['--timeout'], 'usage', '--timeout'],
    [['--fail-on', 'sometimes'], 'usage', '--fail-on'],
    [['--host', 'unix:///a', '--context', 'b'], 'usage', '--context'],
    [['help', 'bogus'], 'usage', 'no such command'],
    [['list', 'extra'], 'usage', 'list'],
    [['fix', 'nope'], 'usage', 'nope'],
    [['fix', '--replay', 'good.json', '--yes'], 'usage', 'A recording cannot be repaired; only --dry-run'],
    [['--replay', 'good.json', 'fix', 'start-docker', '--yes'], 'usage', 'cannot be repaired'],
    [['--replay', 'good.json', '--host', 'unix:///a'], 'usage', '--replay goes without'],
    [['--replay', 'good.json', '--context', 'a'], 'usage', '--replay goes without'],
    [['--replay', 'good.json', '--image', 'a'], 'usage', '--replay goes without --image'],
    [['list', '--image', 'a'], 'usage', '--image'],
    [['list', '--passive'], 'usage', '--passive means nothing to list'],
    [['--only', 'access/socket', 'list'], 'usage', '--only means nothing to list'],
    [['capture', '--replay', 'good.json'], 'usage', '--replay means nothing to capture'],
    [['capture', '--fail-on', 'error'], 'usage', '--fail-on means nothing to capture'],
    [['capture', 'a', 'b'], 'usage', 'Too many arguments'],
    [['--pasive'], 'usage', '--passive'],
    [['--config', '/proc/none'], 'configuration', 'no such file or directory'],
    [['--config', '/dev/zero'], 'configuration', 'not a regular file'],
    [['--config', 'bad.json'], 'configuration', 'line 1'],
    [['--config', 'unknown.json'], 'configuration', 'colour'],
    [['--config', 'percent.json'], 'configuration', 'diskWarningPercent (98) is above diskErrorPercent (97)'],
    [['--config', 'huge.json'], 'configuration', 'longer than'],
    [['--replay', '/proc/none'], 'configuration', 'no such file or directory'],
    [['--replay', '/dev/zero'], 'configuration', 'not a regular file'],
    [['--replay', 'good.json'], 'configuration', 'not a recording'],
  ])('%j', async (args, kind, words) => {
    const ended = await run([...args, '--json'], { cwd: directory });
    expect(documentOf(ended)).toMatchObject({
      exitCode: 2,
      error: { kind, message: expect.stringContaining(words) },
    });
    expect(ended.stderr).toBe('');
    expect(ended.stdout).not.toContain('⏎');
  });

  it('without --json it is one line on standard error', async () => {
    const ended = await run(['bogus']);
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ended.stderr).toBe(
      'dockmedic: No check or category is called "bogus". dockmedic list shows them all.\n',
    );
  });
});

describe('notices and the catalogue', () => {
  it.each([
    [['--help'], 'Exit codes'],
    [['check', '--help'], 'Usage: dockmedic check'],
    [['help', 'check'], 'Usage: dockmedic check'],
    [['--version'], '.'],
    [['fix', '--version'], '.'],
  ])('%j', async (args, words) => {
    const text = await run(args);
    expect(text).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringContaining(words) });
    const notice = { exitCode: 0, notice: text.stdout };
    expect(documentOf(await run(['--json', ...args]))).toMatchObject(notice);
  });
  it('list', async () => {
    const document = documentOf(await run(['list', '--json']));
    const checks = expect.arrayContaining([expect.objectContaining({ id: 'access/socket' })]);
    expect(document).toMatchObject({ catalogue: { checks } });
    expect((await run(['list'])).stdout).toContain('access/socket: ');
    const ended = await run(['list', '--format', `text:${at('list.txt')}`]);
    expect(ended).toMatchObject({ exitCode: 0, stdout: '' });
    expect(readFileSync(at('list.txt'), 'utf8')).toContain('access/socket: ');
  });
});

describe('reports', () => {
  it('nothing wrong in a part', async () => {
    const document = documentOf(await run(['--json', ...socket], onEngine()));
    expect(document).toMatchObject({ exitCode: 0, verdict: 'partial', selection: { asked: 1 } });
  });
  it('a finding', async () => {
    const document = documentOf(await run(['--json', ...socket], onNothing()));
    expect(document).toMatchObject({
      exitCode: 1,
      verdict: 'findings',
      rootCauses: [{ check: 'access/socket' }],
      checks: [{ status: 'error', evidence: expect.arrayContaining([expect.anything()]) }],
    });
  });
  it('inconclusive', async () => {
    const ended = await run(['--json', ...socket], { env: { DOCKER_HOST: 'ssh://ada@host' } });
    expect(documentOf(ended)).toMatchObject({
      exitCode: 3,
      verdict: 'inconclusive',
      checks: [{ status: 'unverified', reason: { text: expect.stringContaining('ssh') } }],
    });
  });
  it.each([
    ['findings', onNothing],
    ['inconclusive', () => ({ env: { DOCKER_HOST: 'ssh://ada@host' } })],
  ])('--fail-on never, %s', async (verdict, options) => {
    const ended = await run(['--json', '--fail-on', 'never', ...socket], options());
    expect(documentOf(ended)).toMatchObject({ exitCode: 0, verdict });
  });
  it('waiting says for what, and for how long yet', async () => {
    // Another engine that answers, where rootless Docker has its socket: what is said must not hang on this machine's own.
    const another = await engineAt(at('docker.sock'));
    const env = { ...onNothing().env, XDG_RUNTIME_DIR: directory };
    const ended = await run(['--wait', '2', '--json', ...socket], { env });
    another.close();
    documentOf(ended);
    expect(ended.stderr).toMatch(
      /^(dockmedic: not healthy yet: dockerhost-stale; looking again for [12] s\n)+$/,
    );
    const unknown = await run(['--wait', '2', '--quiet', ...socket], {
      env: { DOCKER_HOST: 'ssh://ada@host' },
    });
    expect(unknown.stderr).toContain('not healthy yet: access/socket unverified; looking again for ');
    expect(unknown.stdout).toMatch(/unverified Engine socket is reachable \[access\/socket\]: .*ssh/);
  });
  it('a fix that nobody confirmed, and one that was only planned', async () => {
    const planned = await run(['fix', '--json', '--dry-run', '--only', 'access/socket'], onNothing());
    documentOf(planned);
    expect(planned.stderr).toBe('');
    expect(planned).toMatchObject({ exitCode: 4, stdout: expect.stringContaining('has no repair for') });
    const declined = await run(['fix', 'start-docker', '--json', '--only', 'access/socket'], onNothing());
    expect(documentOf(declined)).toMatchObject({ exitCode: 4 });
  });
  it.each([
    [['--json', 'check', 'access/socket', '--passive']],
    [['check', 'access/socket', '--passive', '--json']],
    [['access/socket', '--passive', '--format', 'json']],
    [['--json', '--format', 'json', ...socket]],
  ])('flags before and after: %j', async (args) => {
    expect(documentOf(await run(args, onEngine()))).toMatchObject({ exitCode: 0 });
  });
  it('text into a file beside JSON on standard output', async () => {
    const ended = await run(['--json', '--format', `text:${at('out.txt')}`, ...socket], onEngine());
    documentOf(ended);
    expect(readFileSync(at('out.txt'), 'utf8')).toContain('Engine socket is reachable');
  });
  it('standard output that cannot be written', async () => {
    const full = openSync('/dev/full', 'w');
    const stdio: RunOptions['stdio'] = ['ignore', full, 'pipe'];
    for (const args of [socket, ['--json', ...socket], ['list'], ['--help'], ['capture', '--passive']]) {
      const ended = await run(args, { ...onEngine(), stdio });
      expect(ended).toMatchObject({
        exitCode: 2,
        stderr: 'dockmedic: Standard output cannot be written: no space left on device.\n',
      });
    }
    closeSync(full);
  });
  it('a file that cannot be written', async () => {
    const ended = await run(['--json', '--format', 'text:/proc/none/x', ...socket], onEngine());
    expect(documentOf(ended)).toMatchObject({ exitCode: 2, error: { kind: 'usage' } });
  });
});

describe('help', () => {
  it('tells seconds, and no list that nobody gave', async () => {
    const { stdout } = await run(['--help']);
    expect(stdout).toContain('(default: 30)');
    expect(stdout).not.toContain('(default: [])');
    expect(stdout).toMatch(/of\s+ssh:\/\/\s+only\s+whether\s+it\s+can\s+be\s+reached/);
  });
  it.each([
    ['list', ['--json', '--format', '--no-color', '--help']],
    [
      'capture',
      [
        '--json',
        '--host',
        '--context',
        '--timeout',
        '--passive',
        '--offline',
        '--image',
        '--config',
        '--verbose',
        '--help',
      ],
    ],
  ])('%s names only what means something to it', async (command, flags) => {
    const { stdout } = await run([command, '--help']);
    expect([...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag]) => flag)).toEqual(flags);
  });
});

test('a recording goes to standard output for -, and says where it could not go', async () => {
  const shown = await run(['capture', '--passive', '-'], onNothing());
  expect(JSON.parse(shown.stdout)).toMatchObject({ recordingVersion: 1 });
  const refused = await run(['capture', '--passive', '/proc/none/x'], onNothing());
  expect(refused.stderr).toBe(
    'dockmedic: The recording cannot be written to /proc/none/x: no such file or directory.\n',
  );
});

test('what was captured is judged the same elsewhere', async () => {
  const captured = await run(['capture', '--json', '--passive', at('rec.json')], onNothing());
  expect(documentOf(captured)).toMatchObject({ notice: expect.stringContaining('rec.json') });
  const ended = await run(['--json', '--replay', at('rec.json'), ...socket]);
  expect(documentOf(ended)).toMatchObject({ exitCode: 1, target: { kind: 'replay' } });
});
