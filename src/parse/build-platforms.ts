import { parseDocument } from 'yaml';
import { MAX_NESTING, nestingDepth } from '#parse/nesting';
import { isRecord, recordOf, stringsOf } from '#parse/shape';

const MAX_CHARS = 256 * 1024;

/**
 * The platforms of the first service of a Compose file that is built for more than one.
 *
 *     services:
 *       web:
 *         build: { context: ., platforms: [linux/amd64, linux/arm64] }
 */
export const parseComposePlatforms = (text: string): readonly string[] => {
  if (text.length > MAX_CHARS || nestingDepth(text) > MAX_NESTING) return [];
  const value = read(text);
  const services = Object.values(recordOf(recordOf(value)['services']));
  const lists = services.map((one) =>
    isRecord(one) ? (stringsOf(recordOf(one['build'])['platforms']) ?? []) : [],
  );
  return lists.find((list) => list.length > 1) ?? [];
};

const read = (text: string): unknown => {
  try {
    return parseDocument(text, { logLevel: 'silent' }).toJS({ maxAliasCount: 100 });
  } catch {
    return undefined;
  }
};

/**
 * The same of a bake file, HCL or JSON: the first list of more than one.
 *
 *     target "web" { platforms = ["linux/amd64", "linux/arm64"] }
 */
export const parseBakePlatforms = (text: string): readonly string[] => {
  for (const [, list = ''] of text
    .slice(0, MAX_CHARS)
    .matchAll(/"?\bplatforms"?\s*[=:]\s*\[([^\]]{1,1000})\]/g)) {
    const platforms = [...list.matchAll(/"([a-z0-9]{2,20}\/[a-z0-9/]{2,30})"/g)].flatMap(
      ([, name]) => name ?? [],
    );
    if (platforms.length > 1) return platforms;
  }
  return [];
};
