// @ts-check
// `npm run build`: bundles the program into dist/. What is only loaded when used (`await import(…)`) becomes
// a chunk of its own. `--clean` also removes what the build before this one left, for a package to be published.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licencesOf } from './licences.mjs';
import { fingerprint, readStamp, stampFile } from './stamp.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const ENTRY = 'bin.js';
const NEVER_USED = [
  'ssh2',
  'cpu-features',
  '@grpc/grpc-js',
  '@grpc/proto-loader',
  'protobufjs',
  'react-devtools-core',
  'ws',
];

const main = async () => {
  const stamp = fingerprint(root); // before reading the sources: a change during the build means another build
  const { outputFiles, metafile } = await bundle();
  const before = readStamp(root)?.files ?? [];
  const files = outputFiles.map((file) => relative(dist, file.path));

  // The entry goes last, so that at every moment it finds the chunks that it names.
  for (const file of outputFiles.toSorted((a, b) => Number(isEntry(a.path)) - Number(isEntry(b.path)))) {
    writeAtomically(file.path, withPreamble(file));
  }
  writeAtomically(join(dist, 'THIRD_PARTY_LICENSES.txt'), licencesOf(root, Object.keys(metafile.inputs)));
  copyInterface();

  // A program that was started before may still load chunks of the last build; those older than that go.
  const keep = new Set(process.argv.includes('--clean') ? files : [...files, ...before]);
  removeChunksExcept(keep);
  writeAtomically(stampFile(root), JSON.stringify({ fingerprint: stamp, files }));
};

const bundle = () =>
  build({
    absWorkingDir: root,
    entryPoints: ['src/bin.ts'],
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    // jsonc-parser's `main` is UMD, which cannot be bundled; its `module` can.
    mainFields: ['module', 'main'],
    target: 'node20.12',
    // Node has it since 20.0; rewritten to `new RegExp(…)` such expressions would be compiled at load (30 ms of Ink's).
    supported: { 'regexp-set-notation': true, 'regexp-unicode-property-escapes': true },
    minifyWhitespace: true,
    minifySyntax: true,
    // A third less to compile at every start; what a trace then lacks in names it keeps in order.
    minifyIdentifiers: true,
    // Node shows the line of an uncaught error; one line of 60 kB would bury its message.
    lineLimit: 160,
    legalComments: 'none',
    define: {
      DOCKMEDIC_VERSION: JSON.stringify(versionOf('package.json')),
      'process.env.NODE_ENV': '"production"',
      // Ink loads React's browser tools, which are not bundled, when this is "true".
      'process.env.DEV': '"false"',
    },
    alias: Object.fromEntries(NEVER_USED.map((name) => [name, './scripts/build-stubs/unused.cjs'])),
    plugins: [yogaWithoutFetch],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });

/**
 * Ink's layout engine is WebAssembly in a data URL. Given `fetch` it would load Node's whole HTTP client to decode
 * it, a third of Ink's loading time; without, it decodes the text itself.
 * @type {import('esbuild').Plugin}
 */
const yogaWithoutFetch = {
  name: 'yoga without fetch',
  setup: ({ onLoad }) => {
    onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, ({ path }) => ({
      contents: `const fetch = undefined;${readFileSync(path, 'utf8')}`,
    }));
  },
};

/** @param {string} file */
const versionOf = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).version;

/** @param {string} path */
const isEntry = (path) => path === join(dist, ENTRY);

/**
 * Bundled CommonJS asks for `require`, which an ES module does not have.
 * @param {{ path: string, text: string }} file
 */
const withPreamble = ({ path, text }) => {
  const code = text.replace(/^#!.*\n/, '');
  const requires = /typeof require\b/.test(code);
  const shebang = isEntry(path) ? '#!/usr/bin/env node\n' : '';
  const preamble = requires
    ? "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);\n"
    : '';
  return shebang + preamble + code;
};

/** The JSON Schema of the report and its types; the latter import nothing, so they can stand alone. */
const copyInterface = () => {
  mkdirSync(join(dist, 'types'), { recursive: true });
  copyFileSync(join(root, 'src/core/report.schema.json'), join(dist, 'report.schema.json'));
  copyFileSync(join(root, 'src/core/report.ts'), join(dist, 'types/report.d.ts'));
};

/** @param {Set<string>} keep */
const removeChunksExcept = (keep) => {
  const chunks = join(dist, 'chunks');
  if (!existsSync(chunks)) return;
  for (const name of readdirSync(chunks)) {
    if (!keep.has(join('chunks', name))) rmSync(join(chunks, name));
  }
};

/**
 * @param {string} path
 * @param {string} text
 */
const writeAtomically = (path, text) => {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode: isEntry(path) ? 0o755 : 0o644 });
  renameSync(temporary, path);
};

try {
  await main();
} catch (error) {
  // What esbuild found wrong in a source it has already printed, with the line.
  if (!(error instanceof Error && 'errors' in error)) throw error;
  process.exitCode = 1;
}
