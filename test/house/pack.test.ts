import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { run } from './support/run.ts';
import { copyOfTheTree, emptyFolder, folderWith, root } from './support/sandbox.ts';

test('the package, installed elsewhere without network, is a working command with its schema and types', async () => {
  const elsewhere = await installedPackage();
  const dockmedic = join(elsewhere, 'node_modules/.bin/dockmedic');

  expect(await run(dockmedic, ['--version'], { cwd: elsewhere })).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining(packageJson.version),
  });

  const { stdout, stderr, exitCode } = await run(dockmedic, ['--json', '--passive', '--offline'], {
    cwd: elsewhere,
  });
  const document: unknown = JSON.parse(stdout);
  const validate = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(packagedSchema(elsewhere)));
  expect(validate(document), `${JSON.stringify(validate.errors)}\n${stderr}`).toBe(true);
  expect(document).toMatchObject({ schemaVersion: 1, exitCode });

  expect(await typeCheck(elsewhere)).toMatchObject({ exitCode: 0, stdout: '' });
});

test('every bundled package travels with its licence', async () => {
  const elsewhere = await installedPackage();
  const text = readFileSync(join(elsewhere, 'node_modules/dockmedic/dist/THIRD_PARTY_LICENSES.txt'), 'utf8');
  const sections = text.split(`\n${'-'.repeat(80)}\n\n`);

  expect(sections.length).toBeGreaterThan(5);
  expect(sections.filter((section) => !/^\S+ \S+ \([\w.\- ()]+\)\n/.test(section))).toEqual([]);
});

const installedPackage = async (): Promise<string> => {
  const tree = copyOfTheTree({ also: ['README.md', 'LICENSE'] });
  const elsewhere = folderWith({ 'package.json': '{"private":true}' });
  await must('node', ['scripts/build.mjs'], tree);
  await must('npm', ['pack', '--pack-destination', elsewhere], tree);
  const tarball = join(elsewhere, `dockmedic-${packageJson.version}.tgz`);
  await must(
    'npm',
    ['install', '--offline', '--no-audit', '--no-fund', '--cache', emptyFolder(), tarball],
    elsewhere,
  );
  return elsewhere;
};

const must = async (program: string, args: readonly string[], cwd: string): Promise<void> => {
  const { exitCode, stderr } = await run(program, args, { cwd });
  expect(exitCode, `${program} ${args.join(' ')}\n${stderr}`).toBe(0);
};

const packagedSchema = (elsewhere: string): string =>
  readFileSync(join(elsewhere, 'node_modules/dockmedic/dist/report.schema.json'), 'utf8');

/** A program of somebody else that reads a report, checked as strictly as ours. */
const typeCheck = (elsewhere: string) => {
  folderWith(
    {
      'reader.mts': `import type { ReportDocument } from 'dockmedic/report';
import schema from 'dockmedic/report.schema.json' with { type: 'json' };
export const roots = (report: ReportDocument): string[] =>
  'rootCauses' in report ? report.rootCauses.map(({ code }) => code) : [schema.title];
`,
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          module: 'nodenext',
          target: 'es2022',
          strict: true,
          noEmit: true,
          resolveJsonModule: true,
          types: [],
        },
        files: ['reader.mts'],
      }),
    },
    elsewhere,
  );
  return run(join(root, 'node_modules/.bin/tsc'), ['-p', elsewhere], { cwd: elsewhere });
};
