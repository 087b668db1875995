import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { probingHost } from '#core/host';
import { actInstallation } from '#facts/act-installation';
import { localAsk } from '#host/local/local-host';
import { byPath, collected, fakeHost, fileStat, someIdentity } from '#test/support/fake-host';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dockmedic-act-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const identity = someIdentity({ home: '/nowhere' });
const local = probingHost(
  { kind: 'local', label: 'local' },
  localAsk({ identity, signal: new AbortController().signal, kill: process.kill.bind(process) }),
);

const program = async (name: string, script: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
};

const found = (act: string | undefined) =>
  collected(actInstallation, local, { identity, installation: act === undefined ? {} : { act } });

test('a real program says its version', async () => {
  const path = await program('act', 'echo "act version 0.2.87"');
  expect(await found(path)).toEqual({ path, version: '0.2.87', answer: 'act version 0.2.87' });
});

test('a program that says something else is installed all the same', async () => {
  const path = await program('strange', 'echo "no such option" >&2; exit 1');
  expect(await found(path)).toEqual({ path, answer: 'no such option' });
});

test('a program that hangs is given up after three seconds', async () => {
  const path = await program('hung', 'sleep 60');
  expect(await found(path)).toEqual({ path, answer: 'no answer within 3000 ms' });
});

test('no act, no answer', async () => {
  expect(await found(undefined)).toBeUndefined();
});

test('the extension of the GitHub CLI counts', async () => {
  const path = '/home/ada/.local/share/gh/extensions/gh-act/gh-act';
  const host = fakeHost({
    stat: byPath({ [path]: fileStat('file', { mode: 0o755 }) }),
    query: () => ({ exitCode: 0, stdout: 'act version 0.2.50\n', stderr: '' }),
  });
  const needs = { identity: someIdentity(), installation: {} };
  expect(await collected(actInstallation, host, needs)).toMatchObject({ path, version: '0.2.50' });
});
