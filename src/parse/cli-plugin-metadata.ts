import { type Malformed, malformed } from '#parse/malformed';
import { isRecord, nonEmptyOf } from '#parse/shape';
import { compact } from '#parse/text';

/**
 * What a plugin of the docker client answers to `docker-cli-plugin-metadata`, held to the client's own rules.
 *
 *     {"SchemaVersion":"0.1.0","Vendor":"Docker Inc.","Version":"v2.39.1","ShortDescription":"Docker Compose"}
 */
export interface CliPluginMetadata {
  readonly vendor: string;
  readonly version?: string;
}

const WHAT = 'plugin metadata';

export const parseCliPluginMetadata = (text: string): CliPluginMetadata | Malformed => {
  const value = decode(text);
  if (!isRecord(value)) return malformed(WHAT, 'it is not a JSON object');
  if (value['SchemaVersion'] !== '0.1.0') return malformed(WHAT, 'its SchemaVersion is not 0.1.0');
  const vendor = nonEmptyOf(value['Vendor']);
  if (vendor === undefined) return malformed(WHAT, 'it names no vendor');
  return compact({ vendor, version: nonEmptyOf(value['Version']) });
};

const decode = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
