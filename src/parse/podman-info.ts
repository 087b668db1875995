import { type Malformed, malformed } from '#parse/malformed';
import { isRecord, nonEmptyOf, recordOf } from '#parse/shape';
import { type Compact, compact } from '#parse/text';

/**
 * `podman info --format json`, podman 3 to 5.
 *
 *     {"host":{"security":{"rootless":true},…},"store":{"graphDriverName":"overlay","graphRoot":"/home/ada/…"},
 *      "version":{"Version":"4.3.1",…}}
 */
export type PodmanInfo = Compact<{
  version: string | undefined;
  storageDriver: string | undefined;
  storageRoot: string | undefined;
  rootless: boolean;
}>;

export const parsePodmanInfo = (text: string): PodmanInfo | Malformed => {
  const value = decode(text);
  if (!isRecord(value)) return malformed('podman info', 'not a JSON object');
  const store = recordOf(value['store']);
  return compact({
    version: nonEmptyOf(recordOf(value['version'])['Version']),
    storageDriver: nonEmptyOf(store['graphDriverName']),
    storageRoot: nonEmptyOf(store['graphRoot']),
    rootless: recordOf(recordOf(value['host'])['security'])['rootless'] === true,
  });
};

const decode = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
