// `npm run generate`: remakes every generated file. With `--check` it changes nothing and fails when one is stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogueFile } from './generate/catalogue.ts';
import { registryFiles } from './generate/registry.ts';
import { schemaFile } from './generate/schema.ts';

export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const checkOnly = process.argv.includes('--check');

const main = async (): Promise<void> => {
  const stale = [...settle(registryFiles(root)), ...settle([schemaFile(root)])];
  // The catalogue is read from the registries, so these have to be right first.
  if (!checkOnly || stale.length === 0) stale.push(...settle(await catalogueFile(root)));

  for (const path of stale) process.stdout.write(`${path}: ${checkOnly ? 'stale' : 'written'}\n`);
  if (checkOnly && stale.length > 0) {
    process.stderr.write(
      'Generated files are out of date: run `npm run generate` and commit what it writes.\n',
    );
    process.exitCode = 1;
  }
};

/** The paths of those that differ from what is on disk; writes them unless only asked to check. */
const settle = (files: readonly GeneratedFile[]): string[] =>
  files.filter(differs).map(({ path, text }) => {
    if (!checkOnly) writeFileSync(join(root, path), text);
    return path;
  });

const differs = ({ path, text }: GeneratedFile): boolean => {
  const file = join(root, path);
  return !existsSync(file) || readFileSync(file, 'utf8') !== text;
};

await main();
