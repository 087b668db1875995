// `npm run imports`: holds the direction of dependencies. The rules are in import-rules.ts.
import { fileURLToPath } from 'node:url';
import { destinationOf, folderOf, globalsIn, type Import, importsOf, sourceFiles } from './import-graph.ts';
import {
  COMPOSITION_ROOT,
  FORBIDDEN_MODULES,
  GLOBALS_OF_THE_ROOT,
  IMPORT_RULES,
  SINGLE_FILE_PACKAGES,
} from './import-rules.ts';

/** One sentence for each rule that is broken: where, what, and what to do about it. */
export const brokenRules = async (root: string): Promise<string[]> => {
  const files = sourceFiles(root);
  const governed = files.filter((file) => !COMPOSITION_ROOT.test(file));
  const imports = await importsOf(root, files);
  const globals = await Promise.all(governed.map((file) => touchedGlobals(root, file)));
  return [
    ...imports.filter(({ from }) => !COMPOSITION_ROOT.test(from)).flatMap(judge),
    ...SINGLE_FILE_PACKAGES.flatMap((name) => scattered(name, imports)),
    ...globals.flat(),
  ];
};

const judge = (one: Import): string[] => {
  const folder = folderOf(one.from);
  const rule = IMPORT_RULES[folder];
  if (rule === undefined) {
    return [
      `${one.from}: no import rule for the folder \`${folder}\`. Move the file, or add a rule to scripts/import-rules.ts.`,
    ];
  }
  const to = destinationOf(one);
  if (to.folder !== undefined) return judgeFolder(one, folder, to.folder);
  if (FORBIDDEN_MODULES.includes(one.to)) return [handIn(one.from, one.to)];
  const name = to.package ?? one.to;
  const allowed = rule.packages ?? [];
  if (allowed.includes(name) || (name.startsWith('node:') && allowed.includes('node:*'))) return [];
  return [
    `${one.from} imports the package \`${name}\`, which \`${folder}\` may not (${listed(allowed)}). ` +
      'Do it where the package is allowed and hand the result in, or change scripts/import-rules.ts and say why.',
  ];
};

const judgeFolder = (one: Import, folder: string, to: string): string[] => {
  const { folders = [], types = [] } = IMPORT_RULES[folder] ?? {};
  if (to === folder || folders.includes(to)) return [];
  if (types.includes(to)) {
    if (one.kind === 'type') return [];
    return [
      `${one.from} imports values of \`${to}\` (${one.to}); \`${folder}\` may use its types alone: write \`import type\`.`,
    ];
  }
  return [
    `${one.from} imports \`${one.to}\`; \`${folder}\` may import ${listed(folders)}. ` +
      `Move what is shared to \`core\`, or hand it in from the composition root.`,
  ];
};

const scattered = (name: string, imports: readonly Import[]): string[] => {
  const files = [
    ...new Set(imports.filter((one) => destinationOf(one).package === name).map(({ from }) => from)),
  ];
  return files.length < 2
    ? []
    : [`\`${name}\` belongs in one file, but ${files.join(' and ')} import it: let one use the other.`];
};

const touchedGlobals = async (root: string, file: string): Promise<string[]> =>
  (await globalsIn(root, file, GLOBALS_OF_THE_ROOT)).map((name) => handIn(file, name));

const handIn = (file: string, name: string): string =>
  `${file} touches \`${name}\`; only src/bin.ts and src/cli do. Take what you need as a parameter and hand it in there.`;

const listed = (names: readonly string[]): string =>
  names.length === 0 ? 'nothing' : names.map((name) => `\`${name}\``).join(', ');

const main = async (): Promise<void> => {
  const broken = await brokenRules(fileURLToPath(new URL('..', import.meta.url)));
  for (const line of broken) console.error(line);
  process.exitCode = broken.length === 0 ? 0 : 1;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
