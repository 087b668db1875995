import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';

/** One of the program's parts, as the build wraps it. */
type Part = (require: (name: string) => unknown, module: { exports: unknown }) => void;

/** What V8 compiled of a file in an earlier run stands beside it under this ending. */
export const CODE_CACHE = '.cache';

/**
 * Loads the parts of the program that the build has laid into `folder`, each file one expression that names its parts.
 * Compiling them takes a third of a run's time, so what V8 made of them at build time is taken where it fits this Node;
 * where not, V8 compiles them itself.
 */
export const partsIn = (
  folder: string,
  onLoad?: (path: string, script: Script) => void,
): ((name: string) => unknown) => {
  const fromNode = createRequire(join(folder, 'any'));
  const parts = new Map<string, Part>();
  const loaded = new Map<string, { exports: unknown }>();
  const readFile = (name: string): void => {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    const cachedData = contentOf(path + CODE_CACHE);
    const script = new Script(text, cachedData ? { filename: path, cachedData } : { filename: path });
    onLoad?.(path, script);
    const found = script.runInThisContext() as Readonly<Record<string, Part>>; // the build writes nothing else
    for (const [key, part] of Object.entries(found)) parts.set(key, part);
  };
  const load = (name: string): unknown => {
    if (!name.startsWith('./')) return fromNode(name);
    const known = loaded.get(name);
    if (known !== undefined) return known.exports;
    if (!parts.has(name)) readFile(name);
    const module = { exports: {} };
    loaded.set(name, module);
    parts.get(name)?.(load, module);
    return module.exports;
  };
  return load;
};

const contentOf = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
};
