// @ts-check
// A lock between processes that share this working tree, so that two first starts do not install at once.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

const POLL_MS = 50;
/** Of an owner elsewhere (a container that shares the folder) only the age can be known. */
const ABANDONED_AFTER_MS = 10 * 60_000;
/** The number of a dead owner may have gone to another process; no installation takes this long. */
const NEVER_THIS_OLD_MS = 60 * 60_000;

/**
 * @template T
 * @param {string} path
 * @param {() => T} action
 * @returns {T}
 */
export const withLock = (path, action) => {
  mkdirSync(dirname(path), { recursive: true });
  while (!acquire(path)) {
    if (isAbandoned(path)) breakLock(path);
    else sleep(POLL_MS);
  }
  try {
    return action();
  } finally {
    rmSync(path, { force: true });
  }
};

/** @param {string} path */
const acquire = (path) => {
  try {
    writeFileSync(path, owner(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  }
};

/** @param {number} pid */
const owner = (pid) => `${pid}@${hostname()}`;

/** Its owner died without removing it, or it is so old that its owner must have. @param {string} path */
const isAbandoned = (path) => {
  try {
    const [pid, host] = readFileSync(path, 'utf8').split('@');
    const ageMs = Date.now() - statSync(path).mtimeMs;
    if (host !== hostname()) return ageMs > ABANDONED_AFTER_MS;
    return ageMs > NEVER_THIS_OLD_MS || !isAlive(Number(pid));
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false;
    throw error;
  }
};

/** @param {number} pid */
const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isErrno(error, 'ESRCH');
  }
};

/** Of several that wait only one can move the file away; the others find it gone. @param {string} path */
const breakLock = (path) => {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
  }
  rmSync(aside, { force: true });
};

/** @param {number} ms */
const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/**
 * @param {unknown} error
 * @param {string} errno
 */
const isErrno = (error, errno) => error instanceof Error && 'code' in error && error.code === errno;
