import { expect, test } from 'vitest';
import { brokenRules } from '../../scripts/imports.ts';
import { folderWith, root } from './support/sandbox.ts';

test('every import goes in the direction that scripts/import-rules.ts allows', async () => {
  expect(await brokenRules(root)).toEqual([]);
});

test('each kind of breach is found, and the sentence says what to do', async () => {
  const tree = folderWith({
    'src/core/a.ts': `import type { B } from '../facts/b.ts';\nexport type A = B;`,
    'src/parse/p.ts': `export const p = 1;\nexport type P = 1;`,
    'src/facts/b.ts': `import fs from 'node:fs';\nexport type B = string; export const b = fs;`,
    'src/host/c.ts': `import { execa } from 'execa';\nimport { argv } from 'node:process';\nexport const c = [execa, argv];`,
    'src/host/d.ts': `export const d = () => import('execa');\nexport const process = 'a local';`,
    'src/host/e.ts': `// process.env in a comment\nexport const e = { process: 'console.log' };\nexport const f = process.env;`,
    'src/other/o.ts': `import { p } from '#parse/p';\nexport const o = p;`,
    'src/cli.ts': `import './facts/b.ts';\nconsole.log(process.argv);`,
    'checks/disk/d.ts': `import { p } from '#parse/p';\nimport type { P } from '#parse/p';\nexport const x: P = p;`,
    'fixes/f.ts': `export { b } from '#facts/b';\nimport semver from 'semver';\nexport const y = semver;`,
    'checks/_template/t.ts': `import '#engine/x';`,
  });

  expect((await brokenRules(tree)).sort().join('\n')).toMatchInlineSnapshot(`
    "\`execa\` belongs in one file, but src/host/c.ts and src/host/d.ts import it: let one use the other.
    checks/disk/d.ts imports values of \`parse\` (#parse/p); \`checks\` may use its types alone: write \`import type\`.
    fixes/f.ts imports the package \`semver\`, which \`fixes\` may not (nothing). Do it where the package is allowed and hand the result in, or change scripts/import-rules.ts and say why.
    fixes/f.ts imports values of \`facts\` (#facts/b); \`fixes\` may use its types alone: write \`import type\`.
    src/core/a.ts imports \`../facts/b.ts\`; \`core\` may import nothing. Move what is shared to \`core\`, or hand it in from the composition root.
    src/facts/b.ts imports the package \`node:fs\`, which \`facts\` may not (nothing). Do it where the package is allowed and hand the result in, or change scripts/import-rules.ts and say why.
    src/host/c.ts touches \`node:process\`; only src/bin.ts and src/cli do. Take what you need as a parameter and hand it in there.
    src/host/e.ts touches \`process\`; only src/bin.ts and src/cli do. Take what you need as a parameter and hand it in there.
    src/other/o.ts: no import rule for the folder \`other\`. Move the file, or add a rule to scripts/import-rules.ts."
  `);
});
