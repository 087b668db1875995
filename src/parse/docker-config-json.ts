import { type MalformedJson, readJson } from '#parse/json-text';
import { type Malformed, malformed } from '#parse/malformed';
import { isRecord, nonEmptyOf, recordOf, stringMapOf, stringsOf, type UnknownRecord } from '#parse/shape';
import { compact } from '#parse/text';

/**
 * `~/.docker/config.json`, the docker client's settings. Credentials and header values never leave this file.
 *
 *     {
 *       "auths": { "ghcr.io": { "auth": "…" }, "https://index.docker.io/v1/": {} },
 *       "credsStore": "desktop",
 *       "credHelpers": { "gcr.io": "gcloud" },
 *       "currentContext": "colima",
 *       "proxies": { "default": { "httpProxy": "http://…" } },
 *       "cliPluginsExtraDirs": ["/opt/homebrew/lib/docker/cli-plugins"]
 *     }
 */
export interface DockerConfig {
  readonly currentContext?: string;
  readonly credsStore?: string;
  /** Registry → helper name: `gcr.io` → `gcloud` stands for the program docker-credential-gcloud. */
  readonly credHelpers: Readonly<Record<string, string>>;
  readonly authRegistries: readonly string[];
  /** Registries whose password stands in this file. */
  readonly plainAuthRegistries: readonly string[];
  /** `default`, or the endpoint that the proxies are for. */
  readonly proxyScopes: readonly string[];
  readonly hasHttpHeaders: boolean;
  readonly cliPluginsExtraDirs: readonly string[];
  readonly keys: readonly string[];
}

const WHAT = 'docker config.json';

export const parseDockerConfig = (text: string): DockerConfig | MalformedJson | Malformed => {
  const json = readFirstDocument(text);
  if (json.kind === 'malformed') return json;
  if (json.value === null) return dockerConfig({});
  if (!isRecord(json.value)) return malformed(WHAT, 'not an object', { line: 1, column: 1 });
  const wrong = OBJECTS.find((key) => notObject(recordOf(json.value)[key]));
  return wrong === undefined ? dockerConfig(json.value) : malformed(WHAT, `${wrong} is not an object`);
};

/** The client stops reading after the first document. */
const readFirstDocument = (text: string): ReturnType<typeof readJson> => {
  const json = readJson(text, WHAT);
  return json.kind === 'malformed' && json.fault === 'second-document'
    ? readJson(text.slice(0, json.offset), WHAT)
    : json;
};

/** For these a wrong type makes the client drop the whole file. */
const OBJECTS = ['auths', 'credHelpers', 'proxies', 'HttpHeaders', 'plugins'] as const;

const notObject = (value: unknown): boolean => value !== undefined && value !== null && !isRecord(value);

const dockerConfig = (json: UnknownRecord): DockerConfig => {
  const auths = recordOf(json['auths']);
  return compact({
    currentContext: nonEmptyOf(json['currentContext']),
    credsStore: nonEmptyOf(json['credsStore']),
    credHelpers: stringMapOf(json['credHelpers']) ?? {},
    authRegistries: Object.keys(auths),
    plainAuthRegistries: Object.keys(auths).filter((registry) => hasSecret(recordOf(auths[registry]))),
    proxyScopes: Object.keys(recordOf(json['proxies'])),
    hasHttpHeaders: Object.keys(recordOf(json['HttpHeaders'])).length > 0,
    cliPluginsExtraDirs: stringsOf(json['cliPluginsExtraDirs']) ?? [],
    keys: Object.keys(json),
  });
};

const hasSecret = (auth: UnknownRecord): boolean =>
  ['auth', 'password', 'identitytoken', 'registrytoken'].some((key) => nonEmptyOf(auth[key]) !== undefined);
