import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { build, transform } from 'esbuild';

/** One import statement, `import(…)` or `require(…)` of a file. */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly kind: 'value' | 'type';
}

const SOURCE_FOLDERS = ['src', 'checks', 'fixes'];

/** Every source file of the program, as paths from the root. Templates are not part of it. */
export const sourceFiles = (root: string): string[] =>
  SOURCE_FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
      posix.join(folder, path),
    ),
  )
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('/_template/'))
    .sort();

/** All imports of these files, as written, found by esbuild's parser. */
export const importsOf = async (root: string, files: readonly string[]): Promise<Import[]> => {
  const values = await valueImports(root, files);
  const types = files.flatMap((from) => typeImports(from, readFileSync(join(root, from), 'utf8')));
  // esbuild reads files side by side, and finds them in another order each time.
  return [...values, ...types].sort((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1));
};

const valueImports = async (root: string, files: readonly string[]): Promise<Import[]> => {
  const found: Import[] = [];
  await build({
    absWorkingDir: root,
    entryPoints: [...files],
    bundle: true,
    write: false,
    outdir: 'unused',
    format: 'esm',
    logLevel: 'silent',
    plugins: [
      {
        name: 'collect imports',
        setup: ({ onResolve }) => {
          onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
            if (kind === 'entry-point') return undefined;
            found.push({ from: posix.relative(root, importer), to: path, kind: 'value' });
            return { path, external: true };
          });
        },
      },
    ],
  });
  return found;
};

/** esbuild forgets these, since nothing remains of them at run time. */
const typeImports = (from: string, text: string): Import[] =>
  [
    ...text.matchAll(/^(?:import|export)\s+type\s[^'"]*?from\s+'([^']+)'/gm),
    ...text.matchAll(/\bimport\('([^']+)'\)\./g),
  ].map(([, to = '']) => ({ from, to, kind: 'type' }));

/** `#core/fact` and `../core/fact.ts` are both `core`; `@x/y/z` is the package `@x/y`. */
export const destinationOf = ({
  from,
  to,
}: Import): { readonly folder?: string; readonly package?: string } => {
  if (to.startsWith('#')) return { folder: to.slice(1).split('/')[0] ?? to };
  if (to.startsWith('.')) return { folder: folderOf(posix.normalize(posix.join(dirname(from), to))) };
  if (to.startsWith('node:')) return { package: to };
  return {
    package: to
      .split('/')
      .slice(0, to.startsWith('@') ? 2 : 1)
      .join('/'),
  };
};

/** `src/core/fact.ts` → `core`, `checks/access/socket.ts` → `checks`, `src/cli.ts` → `cli.ts`. */
export const folderOf = (path: string): string => {
  const [first = path, second = first] = path.split('/');
  return first === 'src' ? second : first;
};

/** Which of these globals a file really touches: a word in a sentence or a local of that name is none. */
export const globalsIn = async (root: string, file: string, names: readonly string[]): Promise<string[]> => {
  const marks = Object.fromEntries(names.map((name) => [name, `__global_${name}__`]));
  const { code } = await transform(readFileSync(join(root, file), 'utf8'), {
    loader: file.endsWith('x') ? 'tsx' : 'ts',
    define: marks,
  });
  return names.filter((name) => code.includes(`__global_${name}__`));
};
