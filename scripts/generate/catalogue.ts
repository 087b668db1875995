import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyCheck } from '#core/check';
import type { AnyFix } from '#core/fix';
import type { GeneratedFile } from '../generate.ts';
import { placeholders } from './placeholders.ts';

const BEGIN = '<!-- catalogue:begin (npm run generate) -->';
const END = '<!-- catalogue:end -->';

/** The README with the list of checks, codes and fixes between its two markers; nothing where it has none. */
export const catalogueFile = async (root: string): Promise<GeneratedFile[]> => {
  const path = 'README.md';
  if (!existsSync(join(root, path))) return [];
  const readme = readFileSync(join(root, path), 'utf8');
  const [before, rest] = readme.split(/<!-- catalogue:begin[^>]*-->/);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) return [];

  const { checks } = await import('#checks/index');
  const { fixes } = await import('#fixes/index');
  const catalogue = [symptomTable(checks), ...checks.map(checkSection), fixTable(fixes)].join('\n\n');
  return [{ path, text: `${before}${BEGIN}\n\n${catalogue}\n\n${END}${after}` }];
};

/** From what a person sees to where it is looked at. */
const symptomTable = (checks: readonly AnyCheck[]): string => {
  const symptoms = [...new Set(checks.flatMap(({ symptoms = [] }) => symptoms))].sort((a, b) =>
    a.localeCompare(b, 'en'),
  );
  const rows = symptoms.map((symptom) => {
    const places = checks.filter((check) => check.symptoms?.includes(symptom));
    return `| ${cell(symptom)} | ${places.map(link).join(', ')} |`;
  });
  return ['#### What do you see?', '', '| you see | look at |', '|---|---|', ...rows].join('\n');
};

/** To the heading below, as GitHub names it. */
const link = ({ id, title }: AnyCheck): string => {
  const anchor = `${id} · ${title}`
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
  return `[\`${id}\`](#${anchor})`;
};

const checkSection = ({ id, title, about, codes }: AnyCheck): string => {
  const rows = Object.entries(codes).map(
    ([name, { message }]) => `| \`${name}\` | ${cell(message(placeholders))} |`,
  );
  return [`#### \`${id}\` · ${title}`, '', about, '', '| code | says |', '|---|---|', ...rows].join('\n');
};

const fixTable = (fixes: readonly AnyFix[]): string => {
  const rows = fixes.map(
    ({ id, title, risk, about }) => `| \`${id}\` | ${cell(title)} | ${risk} | ${cell(about)} |`,
  );
  return ['#### Fixes', '', '| fix | does | risk | |', '|---|---|---|---|', ...rows].join('\n');
};

/** What a message says where GitHub would see a table border or a tag. */
const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
