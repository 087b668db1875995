import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from './support/run.ts';
import { copyOfTheTree, folderWith, root } from './support/sandbox.ts';

const bin = (name: string): string => join(root, 'node_modules/.bin', name);
const newFile = (tree: string, kind: 'check' | 'fix', ...args: string[]) =>
  run(bin('tsx'), [join(tree, `scripts/new-${kind}.ts`), ...args], { cwd: tree });

test('a new check and a new fix compile, pass their tests and stand in the registries', async () => {
  const tree = copyOfTheTree({ also: ['vitest.config.ts', 'biome.json'] });

  const check = await newFile(tree, 'check', 'example/brand-new', '--new-category');
  const fix = await newFile(tree, 'fix', 'repair-example');

  expect(check).toMatchObject({ exitCode: 0, stderr: '' });
  expect(check.stdout).toContain('made test/checks/example/brand-new.test.ts');
  expect(fix).toMatchObject({ exitCode: 0, stderr: '' });
  expect(readFileSync(join(tree, 'checks/index.ts'), 'utf8')).toContain(
    `import { exampleBrandNew } from './example/brand-new.ts';`,
  );
  expect(readFileSync(join(tree, 'fixes/index.ts'), 'utf8')).toContain('  repairExample,\n');

  const made = ['checks/example', 'fixes/repair-example.ts', 'test/checks', 'test/fixes'];
  folderWith({ 'tsconfig.made.json': JSON.stringify({ extends: './tsconfig.json', include: made }) }, tree);
  expect(await run(bin('tsc'), ['-p', 'tsconfig.made.json'], { cwd: tree })).toMatchObject({
    stdout: '',
    exitCode: 0,
  });
  expect(await run(bin('biome'), ['check', '--vcs-enabled=false', ...made], { cwd: tree })).toMatchObject({
    exitCode: 0,
  });
  const tests = await run(bin('vitest'), ['run', '--project', 'unit'], { cwd: tree });
  expect(tests.stdout).toMatch(/Tests .*4 passed/);
});

test.each([
  ['check', ['nocategory'], '`nocategory` is not category/noun-phrase'],
  ['check', ['Access/Socket'], '`Access/Socket` is not category/noun-phrase'],
  ['check', [], 'usage: npm run new:check'],
  ['check', ['netwrok/mtu'], 'there is no category `netwrok`; known are access, act,'],
  ['check', ['network/mtu', '--force'], '`--force` is not understood'],
  ['fix', ['start-it', 'twice'], '`twice` is not understood'],
  ['fix', ['a/b'], '`a/b` is not verb-noun'],
] as const)('new:%s %j is refused', async (kind, args, says) => {
  const { exitCode, stderr } = await newFile(root, kind, ...args);

  expect(exitCode).toBe(2);
  expect(stderr).toContain(says);
});

test.each(['check', 'fix'] as const)('new:%s --help tells how it is used', async (kind) => {
  const { exitCode, stdout, stderr } = await newFile(root, kind, '--help');

  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain(`usage: npm run new:${kind}`);
});

test('nothing is overwritten', async () => {
  const tree = folderWith({ 'checks/example/taken.ts': 'mine' }, copyOfTheTree());

  const { exitCode, stderr } = await newFile(tree, 'check', 'example/taken', '--new-category');

  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: 'checks/example/taken.ts exists already\n' });
  expect(readFileSync(join(tree, 'checks/example/taken.ts'), 'utf8')).toBe('mine');
});
