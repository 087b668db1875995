import { readJson } from '#parse/json-text';
import { type Malformed, malformed } from '#parse/malformed';
import { nonEmptyOf, recordOf, stringOf } from '#parse/shape';
import { compact } from '#parse/text';

/**
 * `~/.docker/contexts/meta/<sha256 of the name>/meta.json`, one docker context.
 *
 *     {"Name":"colima","Metadata":{"Description":"colima"},
 *      "Endpoints":{"docker":{"Host":"unix:///Users/u/.colima/default/docker.sock","SkipTLSVerify":false}}}
 */
export interface DockerContextMeta {
  readonly name: string;
  /** Absent for a context without a docker endpoint, such as one for Kubernetes only. */
  readonly host?: string;
  readonly skipTlsVerify: boolean;
  readonly description?: string;
}

const WHAT = 'docker context meta.json';

export const parseDockerContextMeta = (text: string): DockerContextMeta | Malformed => {
  const json = readJson(text, WHAT);
  if (json.kind === 'malformed') return json;
  const meta = recordOf(json.value);
  const name = nonEmptyOf(meta['Name']);
  if (name === undefined) return malformed(WHAT, 'no "Name"');
  const docker = recordOf(recordOf(meta['Endpoints'])['docker']);
  return compact({
    name,
    host: nonEmptyOf(docker['Host']),
    skipTlsVerify: docker['SkipTLSVerify'] === true,
    description: stringOf(recordOf(meta['Metadata'])['Description']) || undefined,
  });
};
