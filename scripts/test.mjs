// @ts-check
// `npm test`: works in a fresh clone. Installs and builds where needed, then runs the tests with the given arguments.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { prepareOrExit, root } from './prepare.mjs';

prepareOrExit();
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status, signal } = spawnSync(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
if (signal !== null) process.kill(process.pid, signal);
process.exitCode = status ?? 1;
