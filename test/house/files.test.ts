import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sourceFiles } from '../../scripts/import-graph.ts';
import { root } from './support/sandbox.ts';

const MOST_LINES = 250;
const files = sourceFiles(root).filter((path) => !/^(checks|fixes)\/index\.ts$/.test(path));

test(`no file has more than ${MOST_LINES} lines; one that has is two ideas: split it`, () => {
  const lines = (path: string): number => readFileSync(join(root, path), 'utf8').split('\n').length - 1;

  expect(files.filter((path) => lines(path) > MOST_LINES).map((path) => `${path}: ${lines(path)}`)).toEqual(
    [],
  );
});

test('every check, fix and parser has a test beside it in test/; make the missing ones', () => {
  const parses = (path: string): boolean =>
    path.startsWith('src/parse/') && /export const parse[A-Z]/.test(readFileSync(join(root, path), 'utf8'));
  const tested = files.filter((path) => /^(checks\/.+\/|fixes\/)/.test(path) || parses(path));
  const testOf = (path: string): string => `test/${path.replace(/^src\//, '').replace(/\.ts$/, '.test.ts')}`;

  expect(tested.map(testOf).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
