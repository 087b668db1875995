// @ts-check
// From which sources dist/ was built: a fingerprint of path, size and time of every file that goes into it.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['src', 'checks', 'fixes', 'scripts/build-stubs'];
const FILES = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'scripts/build.mjs',
  'scripts/compile-ahead.mjs',
  'scripts/licences.mjs',
];

/** @param {string} root */
export const fingerprint = (root) => {
  const hash = createHash('sha256');
  for (const path of [...FOLDERS.flatMap((folder) => filesIn(root, folder)), ...FILES]) {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
};

/**
 * @param {string} root
 * @param {string} folder
 */
const filesIn = (root, folder) =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort();

/** @param {string} root */
export const stampFile = (root) => join(root, 'dist', '.stamp.json');

/**
 * @param {string} root
 * @returns {{ fingerprint: string, files: string[] } | undefined}
 */
export const readStamp = (root) => {
  try {
    return JSON.parse(readFileSync(stampFile(root), 'utf8'));
  } catch {
    return undefined;
  }
};
