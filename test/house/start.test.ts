import { chmodSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { run } from './support/run.ts';
import { copyWithProgram, emptyFolder, root } from './support/sandbox.ts';

const ECHO = `console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = Number(process.argv[2]);`;
const start = (tree: string, args: readonly string[], options = {}) =>
  run(process.execPath, [join(tree, 'scripts/start.mjs'), ...args], options);

test('builds on the first start and only then; standard output is the program alone', async () => {
  const tree = copyWithProgram(ECHO);

  expect(await start(tree, ['3', '--json'], { cwd: emptyFolder() })).toEqual({
    exitCode: 3,
    signal: null,
    stdout: '["3","--json"]\n',
    stderr: 'dockmedic: building …\n',
  });
  expect(await start(tree, ['0'])).toMatchObject({ exitCode: 0, stdout: '["0"]\n', stderr: '' });
});

test('builds again when a source changed', async () => {
  const tree = copyWithProgram(ECHO);
  await start(tree, ['0']);
  writeFileSync(join(tree, 'src/bin.ts'), `console.log('changed');`);

  expect(await start(tree, [])).toMatchObject({ exitCode: 0, stdout: 'changed\n' });
});

test('many first starts at once do not disturb each other', async () => {
  const tree = copyWithProgram(readFileSync(join(root, 'src/bin.ts'), 'utf8'));
  writeFileSync(
    join(tree, 'src/cli.ts'),
    `export const main = async () => { console.log((await import('./lazy.ts')).where); return 0; };`,
  );
  writeFileSync(join(tree, 'src/lazy.ts'), `export const where = 'from a chunk';`);

  const all = await Promise.all([1, 2, 3, 4].map(() => start(tree, [])));

  expect(all.map(({ exitCode, stdout }) => [exitCode, stdout])).toEqual(Array(4).fill([0, 'from a chunk\n']));
});

test('a lock whose owner died stops nobody', async () => {
  const tree = copyWithProgram(ECHO);
  const lock = join(tree, 'dist/.lock');
  mkdirSync(join(tree, 'dist'));
  writeFileSync(lock, '1@elsewhere');
  utimesSync(lock, new Date(0), new Date(0));

  expect(await start(tree, ['0'])).toMatchObject({ exitCode: 0, stdout: '["0"]\n' });
});

test('a signal reaches the program', async () => {
  const tree = copyWithProgram(
    `process.on('SIGTERM', () => process.exit(143)); setInterval(() => {}, 1000); process.kill(process.pid, 'SIGTERM');`,
  );

  expect(await start(tree, [])).toMatchObject({ exitCode: 143 });
});

test('installs what the lock file names, also with NODE_ENV=production, and keeps npm off standard output', async () => {
  const tree = copyWithProgram(ECHO, { packages: false });
  const npm = fakeNpm(`echo "npm said $*"; ln -s '${join(root, 'node_modules')}' node_modules`);

  const { stdout, stderr } = await start(tree, ['0'], {
    env: { PATH: `${npm}:${process.env['PATH']}`, NODE_ENV: 'production' },
  });

  expect(stdout).toBe('["0"]\n');
  expect(stderr).toBe(
    'dockmedic: installing its packages (npm install) …\n' +
      'npm said install --no-save --include=dev --no-audit --no-fund --loglevel=error\n' +
      'dockmedic: building …\n',
  );
});

test('a failed installation is one line and exit code 2', async () => {
  const tree = copyWithProgram(ECHO, { packages: false });
  const npm = fakeNpm('exit 7');

  const { exitCode, stdout, stderr } = await start(tree, [], {
    env: { PATH: `${npm}:${process.env['PATH']}` },
  });

  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/failed \(exit code 7\)\n$/);
});

test('an old Node is told what it lacks, as package.json says it', async () => {
  const pretend = `data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'20.11.1'}})`;

  const ended = await run(process.execPath, ['--import', pretend, join(root, 'scripts/start.mjs')]);

  expect(ended).toEqual({
    exitCode: 2,
    signal: null,
    stdout: '',
    stderr: 'dockmedic needs Node 20.12 or newer, this is 20.11.1; see https://nodejs.org/en/download\n',
  });
  expect(packageJson.engines.node).toBe('>=20.12');
});

/** A folder for PATH with an `npm` in it that does this. */
const fakeNpm = (script: string): string => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'npm'), 0o755);
  symlinkSync(process.execPath, join(folder, 'node'));
  return folder;
};
