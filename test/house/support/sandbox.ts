import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** An empty folder that goes when the test ends. */
export const emptyFolder = (): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dockmedic-house-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** A folder with these files in it: path → text. */
export const folderWith = (files: Readonly<Record<string, string>>, folder = emptyFolder()): string => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
};

const EVERYTHING = [
  'src',
  'checks',
  'fixes',
  'scripts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/** A copy of the working tree, without what was built; packages are shared with it unless told otherwise. */
export const copyOfTheTree = ({ packages = true, also = [] as readonly string[] } = {}): string => {
  const folder = emptyFolder();
  const present = [...EVERYTHING, ...also].filter((path) => existsSync(join(root, path)));
  for (const path of present) cpSync(join(root, path), join(folder, path), { recursive: true });
  if (packages) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
};

/** The same, with a program of three lines in place of ours, so that building takes no time. */
export const copyWithProgram = (program: string, options: { packages?: boolean } = {}): string =>
  folderWith({ 'src/bin.ts': program, 'src/cli.ts': NOTHING }, copyOfTheTree(options));

const NOTHING = 'export const main = async () => 0;\n';
