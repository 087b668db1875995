import { parseDocument } from 'yaml';
import { type Malformed, malformed } from '#parse/malformed';
import { isFlowTooDeep } from '#parse/nesting';
import { isRecord, nonEmptyOf, recordOf, stringsOf, type UnknownRecord } from '#parse/shape';

/**
 * What of a Compose file is about names that must be there, or must be free. Files that it includes, extends or is
 * overridden by are not read, and a name with a variable in it is not told.
 *
 *     services:
 *       web: { container_name: web, networks: [proxy] }
 *     networks:
 *       proxy: { external: true }
 */
export interface ComposeFile {
  /** Absent where the file gives none; `undefined` in it is a name with a variable. */
  readonly project?: { readonly name: string | undefined };
  /** Of services that start without a profile. */
  readonly containerNames: readonly { readonly service: string; readonly name: string }[];
  /** Networks that are to be there already, and that such a service uses. */
  readonly externalNetworks: readonly string[];
  /** Names with variables, which are left out above. */
  readonly untold: number;
}

const WHAT = 'Compose file';
const MAX_CHARS = 1024 * 1024;

export const parseComposeFile = (text: string): ComposeFile | Malformed => {
  if (text.length > MAX_CHARS) return malformed(WHAT, `more than ${MAX_CHARS} characters`);
  if (isFlowTooDeep(text)) return malformed(WHAT, 'nested too deeply');
  const value = read(text);
  if (!isRecord(value)) return malformed(WHAT, 'it is not YAML with services in it');
  const services = Object.entries(recordOf(value['services'])).flatMap(([service, one]) =>
    isRecord(one) && isAlwaysOn(one) ? [{ service, ...one }] : [],
  );
  const named = services.flatMap(({ service, ...one }) => {
    const name = nonEmptyOf((one as UnknownRecord)['container_name']);
    return name === undefined ? [] : [{ service, name }];
  });
  const used = new Set(services.flatMap(networksOf));
  const external = Object.entries(recordOf(value['networks']))
    .filter(([key]) => used.has(key))
    .flatMap(([key, one]) => externalName(key, one));
  const project = nonEmptyOf(value['name']);
  const containerNames = named.filter(({ name }) => isPlain(name));
  const externalNetworks = external.filter(isPlain);
  return {
    ...(project === undefined ? {} : { project: { name: isPlain(project) ? project : undefined } }),
    containerNames,
    externalNetworks,
    untold: named.length - containerNames.length + external.length - externalNetworks.length,
  };
};

const read = (text: string): unknown => {
  try {
    const document = parseDocument(text, { merge: true, logLevel: 'silent' });
    return document.errors.length > 0 ? undefined : document.toJS();
  } catch {
    return undefined; // more aliases than a person writes
  }
};

const isPlain = (name: string): boolean => !name.includes('$');

/** Those with a profile are started by name alone. */
const isAlwaysOn = (service: UnknownRecord): boolean => (stringsOf(service['profiles']) ?? []).length === 0;

/** Without a word about networks a service is in the one called `default`. */
const networksOf = (service: UnknownRecord): readonly string[] => {
  if (service['network_mode'] !== undefined) return [];
  const networks = service['networks'];
  if (isRecord(networks)) return Object.keys(networks);
  return stringsOf(networks) ?? ['default'];
};

/** `external: true` with or without a `name`, or as it was before: `external: { name: … }` */
const externalName = (key: string, value: unknown): readonly string[] => {
  if (!isRecord(value)) return [];
  const { external, name } = value;
  if (isRecord(external)) return [nonEmptyOf(external['name']) ?? nonEmptyOf(name) ?? key];
  return external === true || external === 'true' ? [nonEmptyOf(name) ?? key] : [];
};
