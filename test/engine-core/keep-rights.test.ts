import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepRights } from '#engine/steps/keep';

// With the real cp, because it is cp that knows what a right is.

let place = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'rights-'));
});
afterEach(() => rmSync(place, { recursive: true }));

const modeOf = (path: string): string => (lstatSync(path).mode & 0o777).toString(8);

test('modes come back, with what was written since, beside what was made since, and links stay links', () => {
  const tree = join(place, 'tree');
  mkdirSync(join(tree, 'sub'), { recursive: true });
  writeFileSync(join(tree, 'config.json'), 'before');
  symlinkSync('/nowhere', join(tree, 'sub', 'link'));
  chmodSync(join(tree, 'config.json'), 0o600);
  chmodSync(join(tree, 'sub'), 0o700);
  const places = { user: join(place, 'kept'), root: join(place, 'kept') };
  const { first, putBack } = keepRights(tree, 0, 'user', places);
  const run = (acts: typeof first): void => {
    for (const { argv } of acts) execFileSync(argv[0], argv.slice(1));
  };

  run(first);
  expect(readFileSync(join(place, 'kept', '1', 'config.json'), 'utf8')).toBe('');
  chmodSync(join(tree, 'config.json'), 0o644);
  chmodSync(join(tree, 'sub'), 0o755);
  writeFileSync(join(tree, 'config.json'), 'since');
  writeFileSync(join(tree, 'new'), 'new');
  run(putBack);
  run(putBack); // a second time does no harm

  expect(modeOf(join(tree, 'config.json'))).toBe('600');
  expect(modeOf(join(tree, 'sub'))).toBe('700');
  expect(readFileSync(join(tree, 'config.json'), 'utf8')).toBe('since');
  expect(readFileSync(join(tree, 'new'), 'utf8')).toBe('new');
  expect(lstatSync(join(tree, 'sub', 'link')).isSymbolicLink()).toBe(true);
});
