// @ts-check
// Installs packages and builds the program where either is missing or out of date. Plain JavaScript without
// dependencies: it runs before they are there. Writes to standard error alone; costs a few milliseconds when all is well.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { fingerprint, readStamp } from './stamp.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const program = join(root, 'dist', 'bin.js');

export const prepare = () => {
  if (isInstalled() && isBuilt()) return;
  withLock(join(root, 'dist', '.lock'), () => {
    // Somebody else may have done it while we waited for the lock.
    if (!isInstalled()) install();
    if (!isBuilt()) build();
  });
};

/** npm keeps its own list of what it put into node_modules; every package of the lock file must stand there. */
const isInstalled = () => {
  const wanted = packagesOf('package-lock.json');
  const present = packagesOf(join('node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional === true || present[path]?.version === entry.version,
  );
};

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
const packagesOf = (file) => {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages ?? {};
  } catch {
    return {};
  }
};

const isBuilt = () => readStamp(root)?.fingerprint === fingerprint(root);

const install = () => {
  say('installing its packages (npm install) …');
  // Not `npm ci`: that refuses a lock file which lacks another platform's optional packages, and empties
  // node_modules under whoever runs from it. `--no-save` keeps to the lock file and leaves it as it is.
  // `--include=dev`: with NODE_ENV=production npm would leave out all that the build needs.
  run('npm', ['install', '--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
};

const build = () => {
  say('building …');
  run(process.execPath, [join(root, 'scripts', 'build.mjs')]);
};

/**
 * @param {string} command
 * @param {string[]} args
 */
const run = (command, args) => {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  if (signal !== null) process.kill(process.pid, signal);
  const reason = error?.message ?? (signal === null ? `exit code ${status}` : signal);
  throw new PrepareError(`\`${[command, ...args].join(' ')}\` failed (${reason})`);
};

class PrepareError extends Error {}

/** @param {string} text */
const say = (text) => process.stderr.write(`dockmedic: ${text}\n`);

/**
 * Prepares, or ends the process with one line that says why not.
 */
export const prepareOrExit = () => {
  try {
    prepare();
  } catch (error) {
    if (!(error instanceof PrepareError)) throw error;
    say(error.message);
    process.exit(2);
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) prepareOrExit();
