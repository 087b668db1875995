import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { registeredIds } from '../../scripts/generate/registry.ts';
import { sourceFiles } from '../../scripts/import-graph.ts';
import { root } from './support/sandbox.ts';

const MOST_LINES = 250;
const files = sourceFiles(root).filter((path) => !/^(checks|fixes)\/index\.ts$/.test(path));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test(`no file has more than ${MOST_LINES} lines; one that has is two ideas: split it`, () => {
  const lines = (path: string): number => read(path).split('\n').length - 1;

  expect(files.filter((path) => lines(path) > MOST_LINES).map((path) => `${path}: ${lines(path)}`)).toEqual(
    [],
  );
});

test('every check and every fix has its test; `npm run new:check` and `new:fix` make both', () => {
  const tests = (['checks', 'fixes'] as const).flatMap((folder) =>
    registeredIds(root, folder).map((id) => `test/${folder}/${id}.test.ts`),
  );

  expect(tests.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('every parser is tested on its own: some test in test/parse/ imports it', () => {
  const tests = readdirSync(join(root, 'test/parse'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => read(join('test/parse', path)));
  const parsers = files.filter(
    (path) => path.startsWith('src/parse/') && /export const parse[A-Z]/.test(read(path)),
  );
  const isTested = (path: string): boolean => tests.some((text) => text.includes(specifierOf(path)));

  expect(parsers.filter((path) => !isTested(path))).toEqual([]);
});

/** `src/parse/df.ts` → `#parse/df'`: as an import of it ends. */
const specifierOf = (path: string): string => `#${path.slice('src/'.length, -'.ts'.length)}'`;
