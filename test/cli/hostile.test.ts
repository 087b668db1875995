import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { documentOf, type Engine, engineAt, run } from './support/program.ts';

// Each starts the program, and the machine may be busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// What can move a cursor, hide or reorder text; and what would run if a shell saw it.
const HOSTILE = '\u001b[2J\u001b]0;owned\u0007\u202Eevil\u009b31m\u200b';
// biome-ignore lint/suspicious/noControlCharactersInRegex: the very characters that must not come out
const RAW = /(?!\n)[\u0000-\u001f\u007f-\u009f\u200b\u202e\u2028]/;

let directory: string;
let engine: Engine;
const at = (name: string): string => join(directory, name);
const shell = () => `$(touch ${at('ran')})\`touch ${at('ran')}\`;touch ${at('ran')};"'`;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'dm-'));
  const nasty = `${HOSTILE}${shell()}\nHealthy: forged line`;
  const info = {
    ID: nasty,
    Name: nasty,
    OperatingSystem: nasty,
    ServerVersion: nasty,
    Driver: nasty,
    DockerRootDir: nasty,
    Warnings: [nasty, 'x'.repeat(10_000_000)],
    LoggingDriver: nasty,
    SecurityOptions: [nasty],
  };
  engine = await engineAt(at('engine.sock'), (_request, response) => response.end(JSON.stringify(info)));
});
afterAll(() => {
  engine.close();
  rmSync(directory, { recursive: true, force: true });
});

const strings = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
};

const homeWith = (files: Readonly<Record<string, string>>): string => {
  const home = mkdtempSync(join(directory, 'home-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(home, name, '..'), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  return home;
};

describe('hostile text reaches neither the terminal raw nor a shell', () => {
  const cases = (): readonly (readonly [string, Record<string, string>])[] => [
    ['DOCKER_HOST', { DOCKER_HOST: `unix:///tmp/${HOSTILE}${shell()}\nHealthy: forged line` }],
    ['a strange scheme', { DOCKER_HOST: `x${HOSTILE}${shell()}://y` }],
    ['DOCKER_CONTEXT', { DOCKER_CONTEXT: `${HOSTILE}${shell()}\nHealthy: forged line` }],
    [
      'currentContext',
      { HOME: homeWith({ '.docker/config.json': JSON.stringify({ currentContext: HOSTILE + shell() }) }) },
    ],
    ['broken file', { HOME: homeWith({ '.docker/config.json': `{${HOSTILE}${shell()}` }) }],
    ['fields of /info', { DOCKER_HOST: `unix://${at('engine.sock')}` }],
  ];
  it.each([
    'DOCKER_HOST',
    'a strange scheme',
    'DOCKER_CONTEXT',
    'currentContext',
    'broken file',
    'fields of /info',
  ])('%s', async (name) => {
    const env = cases().find(([one]) => one === name)?.[1] ?? {};
    const text = await run(['--passive', '--offline', '--verbose'], { env });
    expect(text.stdout).not.toMatch(RAW);
    expect(text.stderr).not.toMatch(RAW);
    expect(text.stdout).not.toMatch(/^\s*Healthy: forged/m);
    expect(text.stdout.length).toBeLessThan(100_000);
    const json = await run(['--passive', '--offline', '--json'], { env });
    documentOf(json);
    expect(json.stdout).not.toMatch(RAW);
    expect(strings(JSON.parse(json.stdout)).filter((one) => RAW.test(one))).toEqual([]);
    expect(existsSync(at('ran'))).toBe(false);
  });
});

describe('secrets stay where they are', () => {
  const SECRETS = ['hunter2', 'c2VjcmV0OnRva2Vu', 'ghp_0123456789abcdefghij', 'HEADERSECRET'];
  it.each([
    ['the report', ['--json', '--passive', '--offline', '--verbose']],
    ['the text', ['--passive', '--offline', '--verbose']],
    ['a recording', ['capture', '--passive', '--offline', '--verbose']],
  ])('%s', async (_name, args) => {
    const config = {
      auths: { 'ghcr.io': { auth: 'c2VjcmV0OnRva2Vu' } },
      HttpHeaders: { 'X-Custom': 'HEADERSECRET' },
      proxies: { default: { httpProxy: 'http://ada:hunter2@proxy:3128' } },
    };
    const HOME = homeWith({
      '.docker/config.json': JSON.stringify(config),
      '.actrc': '-s GITHUB_TOKEN=ghp_0123456789abcdefghij\n',
    });
    const env = {
      HOME,
      DOCKER_HOST: 'tcp://ada:hunter2@127.0.0.1:1',
      HTTP_PROXY: 'http://ada:hunter2@proxy',
      AWS_SECRET_ACCESS_KEY: 'hunter2',
    };
    const { stdout, stderr } = await run(args, { env });
    expect(SECRETS.filter((secret) => `${stdout}${stderr}`.includes(secret))).toEqual([]);
  });
  it('a redacted configuration is still read right', async () => {
    const text = JSON.stringify({ auths: { x: { auth: 'c2VjcmV0OnRva2Vu' } }, currentContext: 'gone' });
    const HOME = homeWith({ '.docker/config.json': text });
    const ended = await run(['--json', '--passive', '--only', 'access/socket'], { env: { HOME } });
    expect(documentOf(ended)).toMatchObject({ rootCauses: [{ code: 'context-missing', subject: 'gone' }] });
    expect(readFileSync(join(HOME, '.docker/config.json'), 'utf8')).toBe(text);
  });
});

describe.skipIf(process.getuid?.() !== 0)('an ordinary user', () => {
  it('without an account and with an unreadable home', async () => {
    const home = mkdtempSync(join(directory, 'closed-'));
    const { cpSync, chmodSync } = await import('node:fs');
    const { dirname } = await import('node:path');
    const { PROGRAM } = await import('./support/program.ts');
    const copy = mkdtempSync(join(tmpdir(), 'dm-copy-'));
    cpSync(dirname(PROGRAM), copy, { recursive: true });
    chmodSync(copy, 0o755);
    chmodSync(directory, 0o755);
    const ended = await run(['--json', '--passive', '--only', 'access/socket'], {
      env: { HOME: home, DOCKER_HOST: `unix://${at('gone.sock')}` },
      uid: 54_321,
      program: join(copy, 'bin.js'),
    });
    rmSync(copy, { recursive: true });
    expect(documentOf(ended)).toMatchObject({ exitCode: 1 });
    expect(ended.stderr).toBe('');
  });
});
