import { type DirectiveType, directiveTypeOf } from '#parse/directive-type';
import { type MalformedJson, readJson } from '#parse/json-text';
import { type Malformed, malformed } from '#parse/malformed';
import {
  booleanOf,
  isRecord,
  numberOf,
  recordOf,
  stringOf,
  stringsOf,
  type UnknownRecord,
} from '#parse/shape';
import { BOM, type Compact, compact } from '#parse/text';
import { majorOf } from '#parse/version';

/**
 * `/etc/docker/daemon.json`, as dockerd reads it.
 *
 *     {
 *       "data-root": "/srv/docker",
 *       "log-opts": { "max-size": "10m" },
 *       "runtimes": { "nvidia": { "path": "nvidia-container-runtime" } }
 *     }
 *
 * A member of the wrong type is left out here; `judgeDirectives` says so from `directives`.
 */
export type DaemonJson = ReturnType<typeof typedKeys> & {
  /** Top-level keys as written. */
  readonly keys: readonly string[];
  /** What dockerd compares with its flags: an object is replaced by its members, but for a few keys. */
  readonly directives: readonly Directive[];
};

export interface Directive {
  readonly key: string;
  /** The top-level key that it stood under, when dockerd flattened that: `proxies` of `http-proxy`. */
  readonly under?: string;
  readonly found: DirectiveType;
}

/** Engines before 23.0 stop reading after the first document and refuse an empty file and a byte order mark;
 *  later ones take both and refuse a second document. Without a version, everything that any of them refuses
 *  is a fault. */
export const parseDaemonJson = (
  text: string,
  engineVersion?: string,
): DaemonJson | MalformedJson | Malformed => {
  const major = engineVersion === undefined ? undefined : majorOf(engineVersion);
  const json = major === undefined ? readJson(text, WHAT) : readLeniently(text, major >= 23);
  if (json.kind === 'malformed') return json;
  // Go takes `null` for "nothing said".
  if (json.value === null) return daemonJson({});
  return isRecord(json.value)
    ? daemonJson(json.value)
    : malformed(WHAT, 'not an object', { line: 1, column: 1 });
};

const WHAT = 'daemon.json';

const readLeniently = (text: string, is23OrLater: boolean): ReturnType<typeof readJson> => {
  if (is23OrLater) {
    const bare = text.startsWith(BOM) ? text.slice(1) : text;
    return bare.trim() === '' ? { kind: 'json', value: {} } : readJson(bare, WHAT);
  }
  const json = readJson(text, WHAT);
  return json.kind === 'malformed' && json.fault === 'second-document'
    ? readJson(text.slice(0, json.offset), WHAT)
    : json;
};

const daemonJson = (json: UnknownRecord): DaemonJson => ({
  ...typedKeys(json),
  keys: Object.keys(json),
  directives: Object.entries(json).flatMap(([key, value]) => directivesOf(key, value)),
});

/** The keys that dockerd does not look into when it compares the file with its flags. */
const WHOLE: ReadonlySet<string> = new Set([
  'cluster-store-opts',
  'default-network-opts',
  'log-opts',
  'runtimes',
  'default-ulimits',
  'features',
  'builder',
]);

const directivesOf = (key: string, value: unknown): readonly Directive[] =>
  isRecord(value) && !WHOLE.has(key)
    ? Object.entries(value).map(([inner, found]) => ({
        key: inner,
        under: key,
        found: directiveTypeOf(found),
      }))
    : [{ key, found: directiveTypeOf(value) }];

const typedKeys = (json: UnknownRecord) =>
  compact({
    hosts: stringsOf(json['hosts']),
    /** `data-root`, or `graph` of engines before 23.0. */
    dataRoot: stringOf(json['data-root']) ?? stringOf(json['graph']),
    execRoot: stringOf(json['exec-root']),
    pidfile: stringOf(json['pidfile']),
    group: stringOf(json['group']),
    containerd: stringOf(json['containerd']),
    dns: stringsOf(json['dns']),
    dnsSearch: stringsOf(json['dns-search']),
    bridge: stringOf(json['bridge']),
    bip: stringOf(json['bip']),
    fixedCidr: stringOf(json['fixed-cidr']),
    mtu: numberOf(json['mtu']),
    defaultAddressPools: poolsOf(json['default-address-pools']),
    iptables: booleanOf(json['iptables']),
    ip6tables: booleanOf(json['ip6tables']),
    ipForward: booleanOf(json['ip-forward']),
    ipMasq: booleanOf(json['ip-masq']),
    ipv6: booleanOf(json['ipv6']),
    firewallBackend: stringOf(json['firewall-backend']),
    registryMirrors: stringsOf(json['registry-mirrors']),
    insecureRegistries: stringsOf(json['insecure-registries']),
    logDriver: stringOf(json['log-driver']),
    logOpts: logOptsOf(json['log-opts']),
    storageDriver: stringOf(json['storage-driver']),
    storageOpts: stringsOf(json['storage-opts']),
    defaultRuntime: stringOf(json['default-runtime']),
    runtimes: runtimesOf(json['runtimes']),
    execOpts: stringsOf(json['exec-opts']),
    features: featuresOf(json['features']),
    cdiSpecDirs: stringsOf(json['cdi-spec-dirs']),
    selinuxEnabled: booleanOf(json['selinux-enabled']),
    liveRestore: booleanOf(json['live-restore']),
    usernsRemap: stringOf(json['userns-remap']),
    tls: booleanOf(json['tls']),
    tlsVerify: booleanOf(json['tlsverify']),
    debug: booleanOf(json['debug']),
    /** Names only: a proxy's address may carry a password. */
    proxies: isRecord(json['proxies']) ? Object.keys(json['proxies']) : undefined,
  });

export interface AddressPool {
  readonly base: string;
  readonly size: number;
}

const poolsOf = (value: unknown): readonly AddressPool[] | undefined =>
  Array.isArray(value)
    ? value.map(recordOf).flatMap((pool) => {
        const base = stringOf(pool['base']);
        const size = numberOf(pool['size']);
        return base === undefined || size === undefined ? [] : [{ base, size }];
      })
    : undefined;

export interface LogOpt {
  readonly name: string;
  /** Absent when it is not a string, which dockerd refuses, or when it is a secret. */
  readonly value?: string;
  readonly found: DirectiveType;
}

const SECRET_NAME = /token|password|passwd|secret|credential/i;

const logOptsOf = (value: unknown): readonly LogOpt[] | undefined =>
  isRecord(value)
    ? Object.entries(value).map(([name, option]) => ({
        name,
        found: directiveTypeOf(option),
        ...(typeof option === 'string' && !SECRET_NAME.test(name) ? { value: option } : {}),
      }))
    : undefined;

export type DaemonRuntime = Compact<{
  name: string;
  path: string | undefined;
  runtimeType: string | undefined;
}>;

const runtimesOf = (value: unknown): readonly DaemonRuntime[] | undefined =>
  isRecord(value)
    ? Object.entries(value).map(([name, runtime]) =>
        compact({
          name,
          path: stringOf(recordOf(runtime)['path']),
          runtimeType: stringOf(recordOf(runtime)['runtimeType']),
        }),
      )
    : undefined;

const featuresOf = (value: unknown): Readonly<Record<string, boolean>> | undefined =>
  isRecord(value)
    ? Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean'),
      )
    : undefined;
