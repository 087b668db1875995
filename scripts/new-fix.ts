// `npm run new:fix -- name`: a fix and its test from fixes/_template/.
import { fileURLToPath } from 'node:url';
import { writeRegistries } from './generate/registry.ts';
import { constantOf, isFixId } from './names.ts';
import { makeFiles, NewFileError, runNew } from './new-file.ts';

const USAGE = `usage: npm run new:fix -- verb-noun   (for example start-docker)
Makes fixes/verb-noun.ts and test/fixes/verb-noun.test.ts and makes the fix known in fixes/index.ts.`;
const root = fileURLToPath(new URL('..', import.meta.url));

runNew(USAGE, ({ id }) => {
  if (!isFixId(id)) throw new NewFileError(`\`${id}\` is not verb-noun\n${USAGE}`);
  const words = [
    ['_template/fix', id],
    ['fixName', constantOf(id)],
    ['fix-name', id],
  ] as const;
  const fix = `fixes/${id}.ts`;
  const test = `test/fixes/${id}.test.ts`;
  makeFiles(root, [
    { template: 'fixes/_template/fix.ts', path: fix, words },
    { template: 'fixes/_template/fix.test.ts', path: test, words },
  ]);
  writeRegistries(root);
  return [
    `made ${fix}`,
    `made ${test}`,
    'made it known in fixes/index.ts',
    '',
    'Next:',
    `  1. In ${fix}: say what it does, its risk, and plan the steps from its arguments.`,
    '  2. In the check whose finding it repairs: `fixes: [propose(…)]`.',
    `  3. In ${test}: the exact plan. Run it: npm test -- --project unit ${test}`,
    '  4. npm run generate   (the catalogue in the README), npm run format, npm run verify',
  ];
});
