// @ts-check
// The licence texts of every package that the bundle contains; their licences ask for them to travel along.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {string} root
 * @param {string[]} inputs paths of bundled files, relative to the root
 */
export const licencesOf = (root, inputs) => {
  const folders = new Set(inputs.flatMap((input) => packageFolder(input) ?? []));
  return `${[...folders]
    .sort()
    .map((folder) => section(root, folder))
    .join(`\n${'-'.repeat(80)}\n\n`)}`;
};

/** `node_modules/a/node_modules/@b/c/lib/d.js` belongs to `node_modules/a/node_modules/@b/c`. @param {string} input */
const packageFolder = (input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];

/**
 * @param {string} root
 * @param {string} folder
 */
const section = (root, folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const texts = readdirSync(join(root, folder))
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .map((file) => readFileSync(join(root, folder, file), 'utf8').trim());
  return [`${name} ${version} (${license})`, ...texts].join('\n\n').concat('\n');
};
