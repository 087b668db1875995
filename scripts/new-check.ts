// `npm run new:check -- category/name`: a check and its test from checks/_template/.
import { fileURLToPath } from 'node:url';
import { registeredIds, writeRegistries } from './generate/registry.ts';
import { constantOf, isCheckId } from './names.ts';
import { makeFiles, NewFileError, runNew, type Typed } from './new-file.ts';

const NEW_CATEGORY = '--new-category';
const USAGE = `usage: npm run new:check -- [${NEW_CATEGORY}] category/noun-phrase   (for example network/published-ports)
Makes checks/category/noun-phrase.ts and its test and makes the check known in checks/index.ts.
A category that has no check yet needs ${NEW_CATEGORY}.`;
const root = fileURLToPath(new URL('..', import.meta.url));

/** The categories that have a check. */
const categories = (): readonly string[] => [
  ...new Set(registeredIds(root, 'checks').map((id) => id.slice(0, id.indexOf('/')))),
];

const create = ({ id, flags }: Typed): readonly string[] => {
  if (!isCheckId(id)) throw new NewFileError(`\`${id}\` is not category/noun-phrase\n${USAGE}`);
  const [category = id] = id.split('/');
  if (!flags.includes(NEW_CATEGORY) && !categories().includes(category)) {
    throw new NewFileError(
      `there is no category \`${category}\`; known are ${categories().join(', ')} (a new one: ${NEW_CATEGORY})`,
    );
  }
  const words = [
    ['_template/check', id],
    ['categoryName', constantOf(id)],
    ['category/name', id],
    ['category-code', `${category}-code`],
  ] as const;
  const check = `checks/${id}.ts`;
  const test = `test/checks/${id}.test.ts`;
  makeFiles(root, [
    { template: 'checks/_template/check.ts', path: check, words },
    { template: 'checks/_template/check.test.ts', path: test, words },
  ]);
  writeRegistries(root);
  return [
    `made ${check}`,
    `made ${test}`,
    'made it known in checks/index.ts',
    '',
    'Next:',
    `  1. In ${check}: name the facts it needs (src/facts/), its codes with their sentences, and judge.`,
    `  2. In ${test}: one test for all well, one for each code. Run it: npm test -- --project unit ${test}`,
    '  3. npm run generate   (the catalogue in the README), npm run format, npm run verify',
  ];
};

runNew(USAGE, create, [NEW_CATEGORY]);
