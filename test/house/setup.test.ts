import { chmodSync, existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from './support/run.ts';
import { copyWithProgram, emptyFolder, root } from './support/sandbox.ts';

const ECHO = `console.log(JSON.stringify(process.argv.slice(2)), process.cwd()); process.exitCode = 3;`;
const HAS_SHELLCHECK = (process.env['PATH'] ?? '')
  .split(':')
  .some((folder) => existsSync(join(folder, 'shellcheck')));

test('sets up and runs with its arguments, from another folder and through links, twice', async () => {
  const tree = copyWithProgram(ECHO);
  const elsewhere = emptyFolder();
  symlinkSync(join(tree, 'scripts/setup.sh'), join(elsewhere, 'absolute'));
  symlinkSync('absolute', join(elsewhere, 'relative'));
  const setup = () => run('sh', ['./relative', 'check', '--only', 'a b'], { cwd: elsewhere });

  const first = await setup();
  const second = await setup();

  const stdout = `["check","--only","a b"] ${elsewhere}\n`;
  expect(first).toMatchObject({ exitCode: 3, stdout, stderr: 'dockmedic: building …\n' });
  expect(second).toMatchObject({ exitCode: 3, stdout, stderr: '' });
});

test('DOCKMEDIC_SETUP_ONLY=1 builds and runs nothing', async () => {
  const tree = copyWithProgram(ECHO);

  const ended = await run('sh', [join(tree, 'scripts/setup.sh')], { env: { DOCKMEDIC_SETUP_ONLY: '1' } });

  expect(ended).toMatchObject({ exitCode: 0, stdout: '' });
  expect(existsSync(join(tree, 'dist/bin.js'))).toBe(true);
});

test.each([
  ['no Node', {}, 'there is no node in PATH'],
  [
    'an old Node',
    { node: '[ "$1" = --version ] && echo v18.19.0 && exit 0; exit 1' },
    'this one is v18.19.0',
  ],
  ['no npm', { node: 'exit 0' }, 'npm is needed'],
])('%s: says how to get it, exit code 2', async (_name, programs, says) => {
  const { exitCode, stdout, stderr } = await run('/bin/sh', [join(root, 'scripts/setup.sh')], {
    env: { PATH: pathWith(programs) },
  });

  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(says);
  expect(stderr).toContain('https://nodejs.org/en/download');
});

test.skipIf(!HAS_SHELLCHECK)('ShellCheck has nothing to say', async () => {
  expect(await run('shellcheck', [join(root, 'scripts/setup.sh')])).toMatchObject({
    exitCode: 0,
    stdout: '',
  });
});

const TOOLS = ['dirname', 'readlink', 'sed', 'tr', 'uname'];

/** A PATH with a few tools of the system and these programs, given as shell scripts. */
const pathWith = (programs: Readonly<Record<string, string>>): string => {
  const folder = emptyFolder();
  for (const tool of TOOLS) {
    const real = ['/usr/bin', '/bin'].map((place) => join(place, tool)).find((path) => existsSync(path));
    if (real !== undefined) symlinkSync(real, join(folder, tool));
  }
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
};
