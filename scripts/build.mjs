// @ts-check
// `npm run build`: bundles the program into dist/. What is only loaded when used (`await import(…)`) becomes
// a chunk of its own. `--clean` also removes what the build before this one left, for a package to be published.
import { spawnSync } from 'node:child_process';
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
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { licencesOf } from './licences.mjs';
import { fingerprint, readStamp, stampFile } from './stamp.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const ENTRY = 'bin.js';
const CODE_CACHE = '.cache'; // as src/cli/parts.ts has it
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
  const { files, main: mainPart, inputs } = await bundle();
  const before = readStamp(root)?.files ?? [];
  const names = [...files.keys()].map((name) => join('chunks', name));

  // The entry goes last, so that at every moment it finds the parts that it names.
  for (const [name, text] of files) writePart(name, text);
  writeAtomically(join(dist, ENTRY), await entryFor(mainPart), 0o755);
  writeAtomically(join(dist, 'package.json'), '{ "type": "commonjs" }\n');
  writeAtomically(join(dist, 'THIRD_PARTY_LICENSES.txt'), licencesOf(root, inputs));
  copyInterface();

  // A program that was started before may still load parts of the last build; those older than that go.
  const keep = new Set(process.argv.includes('--clean') ? names : [...names, ...before]);
  removePartsExcept(keep);
  compileAhead([mainPart, ...[...files.keys()].filter((name) => name !== mainPart)]);
  writeAtomically(stampFile(root), JSON.stringify({ fingerprint: stamp, files: names }));
};

const common = /** @type {const} */ ({
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
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
  write: false,
  logLevel: 'warning',
});

/**
 * What is only loaded when used (`await import(…)`) becomes a part of its own. esbuild splits ES modules alone, and V8
 * keeps compiled code of scripts alone: so they are split first, and then each becomes a function (src/cli/parts.ts).
 */
const bundle = async () => {
  const { outputFiles, metafile } = await build({
    ...common,
    entryPoints: { main: 'src/cli.ts' },
    outdir: 'dist/chunks',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    outExtension: { '.js': '.cjs' },
    splitting: true,
    // jsonc-parser's `main` is UMD, which cannot be bundled; its `module` can.
    mainFields: ['module', 'main'],
    define: {
      DOCKMEDIC_VERSION: JSON.stringify(versionOf('package.json')),
      'process.env.NODE_ENV': '"production"',
    },
    alias: Object.fromEntries(NEVER_USED.map((name) => [name, './scripts/build-stubs/unused.cjs'])),
    plugins: [yogaAtOnce, inkWithoutDevtools],
    metafile: true,
  });
  /** @type {Map<string, string>} */
  const parts = new Map();
  for (const { path, text } of outputFiles) parts.set(basename(path), await asFunction(text));
  const main = [...parts.keys()].find((name) => name.startsWith('main-'));
  if (main === undefined) throw new Error('esbuild made no main part');
  return { files: filesOf(parts, neededBy(main, metafile)), main, inputs: Object.keys(metafile.inputs) };
};

/**
 * The part and all that it imports in any case.
 * @param {string} main
 * @param {import('esbuild').Metafile} metafile
 */
const neededBy = (main, { outputs }) => {
  const needed = new Set([main]);
  for (const name of needed) {
    for (const { path, kind } of outputs[`dist/chunks/${name}`]?.imports ?? []) {
      if (kind === 'import-statement' && path.startsWith('dist/')) needed.add(basename(path));
    }
  }
  return needed;
};

/**
 * What every run needs is one file, named after its first part; each other part has its own.
 * @param {Map<string, string>} parts
 * @param {Set<string>} needed
 * @returns {Map<string, string>}
 */
const filesOf = (parts, needed) => {
  const others = [...parts.keys()].filter((name) => !needed.has(name));
  const groups = [[...needed], ...others.map((name) => [name])];
  return new Map(
    groups.map((names) => {
      const members = names.map((name) => `${JSON.stringify(`./${name}`)}:${parts.get(name)}`);
      return [names[0] ?? '', `({${members.join(',\n')}})`];
    }),
  );
};

/** @param {string} text */
const asFunction = async (text) => {
  const { absWorkingDir: _folder, bundle: _bundle, write: _write, ...options } = common;
  // What is imported when used is loaded by src/cli/parts.ts too.
  const supported = { ...options.supported, 'dynamic-import': false };
  const { code } = await transform(text, { ...options, format: 'cjs', supported });
  return `(function(require,module){var exports=module.exports;${code}\n})`;
};

/** @param {string} main */
const entryFor = async (main) => {
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['src/bin.ts'],
    outdir: 'dist',
    format: 'cjs',
    define: { DOCKMEDIC_MAIN: JSON.stringify(`./${main}`) },
  });
  return `#!/usr/bin/env node\n${outputFiles[0]?.text.replace(/^#!.*\n/, '')}`;
};

/** Has V8 keep what it compiles of the parts that every run needs. Without it the program only starts more slowly. */
const compileAhead = (/** @type {string[]} */ names) => {
  const script = join(root, 'scripts', 'compile-ahead.mjs');
  const { status } = spawnSync(process.execPath, [script, ...names], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0)
    console.warn('build: what V8 compiled could not be kept; the program will start more slowly');
};

/**
 * Ink's layout engine is WebAssembly in a data URL, decoded and compiled while other modules wait (top-level await),
 * which a function cannot do. It is small, and can as well be compiled at once.
 * @type {import('esbuild').Plugin}
 */
const yogaAtOnce = {
  name: 'yoga at once',
  setup: ({ onLoad }) => {
    onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const [, wasm = missing(path, 'data URL')] =
        /data:application\/octet-stream;base64,([\w+/=]+)/.exec(text) ?? [];
      const start = replaced(text, path, `base64,${wasm}`, 'base64,', 'import.meta.url', '""');
      return { contents: `${start}\nexport const wasm = ${JSON.stringify(wasm)};` };
    });
    onLoad({ filter: /yoga-layout\/dist\/src\/index\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const load = replaced(
        text,
        path,
        'import loadYoga from',
        'import loadYoga, { wasm } from',
        'wrapAssembly(await loadYoga())',
        'wrapAssembly(yoga)',
        'const Yoga =',
        `const yoga = { instantiateWasm: (imports, receive) => {
          const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(wasm, 'base64')), imports);
          receive(instance);
          return instance.exports;
        } };
        loadYoga(yoga);
        const Yoga =`,
      );
      return { contents: load };
    });
  },
};

/**
 * Ink would load React's browser tools with DEV=true in the environment; they are not part of the program.
 * @type {import('esbuild').Plugin}
 */
const inkWithoutDevtools = {
  name: 'ink without devtools',
  setup: ({ onLoad }) => {
    onLoad({ filter: /ink\/build\/reconciler\.js$/ }, ({ path }) => ({
      contents: replaced(
        readFileSync(path, 'utf8'),
        path,
        'if (isDev())',
        'if (false)',
        'isDev()\n',
        'false\n',
      ),
    }));
  },
};

/**
 * @param {string} text
 * @param {string} path
 * @param {...string} pairs
 * @returns {string}
 */
const replaced = (text, path, from = '', to = '', ...pairs) => {
  const result = text.replace(from, () => to);
  if (result === text) missing(path, from);
  return pairs.length === 0 ? result : replaced(result, path, ...pairs);
};

/**
 * A new version of the package may look different.
 * @param {string} path
 * @param {string} what
 * @returns {never}
 */
const missing = (path, what) => {
  throw new Error(
    `${path} no longer contains ${what}: adapt scripts/build.mjs to this version of the package`,
  );
};

/** @param {string} file */
const versionOf = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).version;

/**
 * A part whose compiled code is of another text must never be met: V8 compares their lengths alone.
 * @param {string} name
 * @param {string} text
 */
const writePart = (name, text) => {
  const path = join(dist, 'chunks', name);
  rmSync(`${path}${CODE_CACHE}`, { force: true });
  writeAtomically(path, text, 0o644);
};

/** The JSON Schema of the report and its types; the latter import nothing, so they can stand alone. */
const copyInterface = () => {
  mkdirSync(join(dist, 'types'), { recursive: true });
  copyFileSync(join(root, 'src/core/report.schema.json'), join(dist, 'report.schema.json'));
  copyFileSync(join(root, 'src/core/report.ts'), join(dist, 'types/report.d.ts'));
};

/** @param {Set<string>} keep */
const removePartsExcept = (keep) => {
  const chunks = join(dist, 'chunks');
  if (!existsSync(chunks)) return;
  for (const name of readdirSync(chunks)) {
    if (!keep.has(join('chunks', name.replace(CODE_CACHE, '')))) rmSync(join(chunks, name));
  }
};

/**
 * @param {string} path
 * @param {string} text
 */
const writeAtomically = (path, text, mode = 0o644) => {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, path);
};

try {
  await main();
} catch (error) {
  // What esbuild found wrong in a source it has already printed, with the line.
  if (!(error instanceof Error && 'errors' in error)) throw error;
  process.exitCode = 1;
}
