import type { ExpectedType } from '#parse/directive-type';

/**
 * The keys of daemon.json that dockerd knows on Linux, 20.10 to 29, from the dockerd reference, the release notes
 * and, for 20.10.24, from asking dockerd itself. No `since` means 20.10 or earlier. A `since` is never too
 * early by guess: where the release is not sure it names the first that may have the key.
 */
export interface DirectiveRule {
  readonly type: ExpectedType;
  readonly since?: string;
  /** The first release that refuses the key. */
  readonly removed?: string;
  readonly replacement?: string;
}

const PLAIN: Readonly<Record<ExpectedType, string>> = {
  boolean:
    'cri-containerd debug experimental icc init ip-forward ip-masq ip6tables iptables ipv6 live-restore ' +
    'no-new-privileges raw-logs rootless selinux-enabled tls tlsverify userland-proxy',
  integer:
    'cpu-rt-period cpu-rt-runtime max-concurrent-downloads max-concurrent-uploads max-download-attempts mtu ' +
    'network-control-plane-mtu network-diagnostic-port shutdown-timeout',
  string:
    'bip bridge cgroup-parent containerd containerd-namespace data-root default-cgroupns-mode default-gateway ' +
    'default-gateway-v6 default-ipc-mode default-runtime default-shm-size deprecated-key-path exec-root fixed-cidr ' +
    'fixed-cidr-v6 group host-gateway-ip init-path ip log-driver log-level metrics-addr pidfile ' +
    'seccomp-profile storage-driver swarm-default-advertise-addr tlscacert tlscert tlskey userland-proxy-path ' +
    'userns-remap',
  'string-list':
    'allow-nondistributable-artifacts authorization-plugins dns dns-opts dns-search exec-opts hosts ' +
    'insecure-registries labels node-generic-resources registry-mirrors storage-opts',
  'object-list': 'default-address-pools',
  'string-map': 'log-opts',
  'boolean-map': 'features',
  object: 'builder default-ulimits runtimes',
};

const DATED: Readonly<Record<string, DirectiveRule>> = {
  'http-proxy': { type: 'string', since: '23.0.0' },
  'https-proxy': { type: 'string', since: '23.0.0' },
  'no-proxy': { type: 'string', since: '23.0.0' },
  'swarm-raft-heartbeat-tick': { type: 'integer', since: '23.0.0' },
  'swarm-raft-election-tick': { type: 'integer', since: '23.0.0' },
  'default-network-opts': { type: 'object', since: '24.0.0' },
  'cdi-spec-dirs': { type: 'string-list', since: '25.0.0' },
  'log-format': { type: 'string', since: '25.0.0' },
  bip6: { type: 'string', since: '28.0.0' },
  'host-gateway-ips': { type: 'string-list', since: '28.0.0' },
  'ip-forward-no-drop': { type: 'boolean', since: '28.0.0' },
  'allow-direct-routing': { type: 'boolean', since: '28.0.0' },
  'bridge-accept-fwmark': { type: 'string', since: '28.0.0' },
  'firewall-backend': { type: 'string', since: '29.0.0' },
  'min-api-version': { type: 'string', since: '29.0.0' },
  graph: { type: 'string', removed: '23.0.0', replacement: 'data-root' },
  'cluster-store': { type: 'string', removed: '23.0.0' },
  'cluster-store-opts': { type: 'string-map', removed: '23.0.0' },
  'cluster-advertise': { type: 'string', removed: '23.0.0' },
  'oom-score-adjust': { type: 'integer', removed: '25.0.0' },
  'api-cors-header': { type: 'string', removed: '28.0.0' },
  'disable-legacy-registry': { type: 'boolean', removed: '19.3.0' },
};

export const DIRECTIVES: ReadonlyMap<string, DirectiveRule> = new Map([
  ...Object.entries(PLAIN).flatMap(([type, keys]) =>
    // Object.entries forgets that the keys of PLAIN are its type's.
    keys.split(' ').map((key): [string, DirectiveRule] => [key, { type: type as ExpectedType }]),
  ),
  ...Object.entries(DATED),
]);

/** Flags of dockerd that are no keys of the file. dockerd takes them there without a word and without effect
 *  (seen with 20.10.24): its check for unknown keys compares with the names of flags. */
export const FLAGS_WITHOUT_EFFECT: ReadonlyMap<string, string | undefined> = new Map([
  ['add-runtime', 'runtimes'],
  ['authorization-plugin', 'authorization-plugins'],
  ['default-address-pool', 'default-address-pools'],
  ['default-ulimit', 'default-ulimits'],
  ['dns-opt', 'dns-opts'],
  ['exec-opt', 'exec-opts'],
  ['host', 'hosts'],
  ['insecure-registry', 'insecure-registries'],
  ['label', 'labels'],
  ['log-opt', 'log-opts'],
  ['node-generic-resource', 'node-generic-resources'],
  ['registry-mirror', 'registry-mirrors'],
  ['storage-opt', 'storage-opts'],
  ['config-file', undefined],
  ['containerd-plugins-namespace', undefined],
  ['help', undefined],
  ['version', undefined],
]);

/** Keys of Docker Desktop's own settings file that people carry into the engine's. */
export const DESKTOP_KEYS: ReadonlySet<string> = new Set(
  (
    'analyticsEnabled autoStart autoDownloadUpdates cpus memoryMiB swapMiB diskSizeMiB dataFolder diskPath ' +
    'filesharingDirectories exposeDockerAPIOnTCP2375 kubernetesEnabled overrideProxyHttp overrideProxyHttps ' +
    'overrideProxyExclude proxyHttpMode useVirtualizationFramework useVirtualizationFrameworkRosetta ' +
    'useVirtualizationFrameworkVirtioFS useResourceSaver integratedWslDistros enableIntegrationWithDefaultWslDistro ' +
    'wslEngineEnabled useContainerdSnapshotter useWindowsContainers'
  ).split(' '),
);
