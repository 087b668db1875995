import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface BuiltFixture {
  readonly path: string;
  remove(): void;
}

const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** A program of this folder in one file, bundled as the real one is, so that it starts as fast. */
export const buildFixture = async (name: string): Promise<BuiltFixture> => {
  const folder = mkdtempSync(join(tmpdir(), 'dockmedic-fixture-'));
  const path = join(folder, 'program.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL(`../${name}`, import.meta.url))],
    outfile: path,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.12',
    // Ink's tools for debugging, which are not installed.
    alias: { 'react-devtools-core': fileURLToPath(new URL('./nothing.ts', import.meta.url)) },
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
};
