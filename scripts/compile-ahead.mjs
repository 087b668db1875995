// @ts-check
// A part of `npm run build`: runs the built program once (a passive check, which writes nothing) and keeps beside each part what
// V8 compiled of it. `node scripts/compile-ahead.mjs main-….cjs OTHER.cjs …`
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const [main, ...others] = process.argv.slice(2);

/** @type {Map<string, import('node:vm').Script>} */
const scripts = new Map();

const { outputFiles } = buildSync({
  entryPoints: [join(root, 'src/cli/parts.ts')],
  format: 'esm',
  write: false,
});
const loader = Buffer.from(outputFiles[0]?.text ?? '').toString('base64');
const { partsIn, CODE_CACHE } = await import(`data:text/javascript;base64,${loader}`);
const keep = (/** @type {string} */ path, /** @type {import('node:vm').Script} */ script) =>
  scripts.set(path, script);
const parts = join(root, 'dist', 'chunks');
const load = partsIn(parts, keep);

process.argv = [process.execPath, join(root, 'dist', 'bin.js'), '--json', '--passive', '--timeout', '2'];
await load(`./${main}`).main(process, () => undefined);
// What this run did not need is loaded, though not run: a session starts with it.
for (const name of others) load(`./${name}`);

for (const [path, script] of scripts) {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, script.createCachedData());
  renameSync(temporary, path + CODE_CACHE);
}
process.exit(0);
