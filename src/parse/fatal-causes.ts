/**
 * Sentences with which dockerd, containerd and systemd say why an engine did not start, and the finding code that
 * each stands for. The most specific stand first. Left out on purpose, because the sentence alone does not decide:
 * `no space left on device` (bytes or inodes), `read-only file system` (a failing disk or snap), and
 * `unknown service containerd.services.namespaces…` (seen on a full disk, but it says only that containerd's own
 * store failed). Of `daemon-pidfile-stale` the sentence does not say whose the pid is: look before deleting.
 */
export interface FatalCause {
  readonly sign: RegExp;
  readonly code: string;
}

export const FATAL_CAUSES: readonly FatalCause[] = [
  {
    sign: /directives are specified both as a flag and in the configuration file/,
    code: 'djson-hosts-conflict',
  },
  { sign: /specified as a flag and in the configuration file/, code: 'djson-hosts-conflict' },
  { sign: /the following directives don't match any configuration option/, code: 'djson-unknown-or-type' },
  { sign: /json: cannot unmarshal .+ into Go (struct field Config|value)/, code: 'djson-unknown-or-type' },
  { sign: /specified default runtime '[^']*' does not exist/, code: 'djson-default-runtime-missing' },
  { sign: /runtime name 'runc' is reserved/, code: 'djson-runtime-reserved' },
  {
    sign: /unable to configure the Docker daemon with file \S+: (invalid JSON: |invalid character |(unexpected )?EOF$|unexpected end of JSON input|read \S+: is a directory$)/,
    code: 'djson-invalid-json',
  },
  { sign: /failed to set log opts: /, code: 'djson-bad-log-opt' },
  { sign: /ensure docker is not running or delete \S*\.pid/, code: 'daemon-pidfile-stale' },
  { sign: /can't create unix socket \S+: is a directory/, code: 'sock-is-directory' },
  { sign: /no sockets found via socket activation|^No sockets found$/i, code: 'fd-activation-missing' },
  {
    sign: /failed to load listeners: listen tcp \S+: bind: address already in use/,
    code: 'daemon-listener-in-use',
  },
  {
    sign: /failed to load listeners: listen tcp \S+: bind: cannot assign requested address/,
    code: 'daemon-bind-address-absent',
  },
  { sign: /failed to set umask: expected/, code: 'daemon-umask-denied' },
  {
    sign: /docker\.socket: Failed to listen on sockets: Address already in use/,
    code: 'daemon-listener-in-use',
  },
  { sign: /bridge device with non default name \S+ must be created manually/, code: 'daemon-bridge-missing' },
  {
    sign: /list bridge addresses failed: PredefinedLocalScopeDefaultNetworks/,
    code: 'daemon-bridge-missing',
  },
  {
    sign: /can't initialize iptables table `\w+': Table does not exist/,
    code: 'net-iptables-modules-missing',
  },
  { sign: /\(nf_tables\): +(CHAIN_ADD|RULE_APPEND|RULE_INSERT) failed/, code: 'net-iptables-backend-mix' },
  { sign: /contains several valid graphdrivers: /, code: 'storage-several-drivers' },
  { sign: /backing \S+ filesystem is formatted without d_type support/, code: 'storage-overlay-ftype0' },
  { sign: /error initializing graphdriver: driver not supported/, code: 'storage-driver-unsupported' },
  {
    sign: /error initializing graphdriver: prerequisites for driver not satisfied/,
    code: 'storage-driver-unsupported',
  },
  { sign: /prior storage driver \S+ failed: /, code: 'storage-driver-unsupported' },
  { sign: /\w+ was not found in \/proc\/filesystems/, code: 'storage-driver-unsupported' },
  { sign: /error while opening volume store metadata database: timeout/, code: 'storage-metadata-db-locked' },
  { sign: /failed to dial "[^"]*\.sock": context deadline exceeded/, code: 'containerd-unreachable' },
  {
    sign: /failed to start containerd: timeout waiting for containerd to start/,
    code: 'containerd-unreachable',
  },
  { sign: /containerd: container did not start before the specified timeout/, code: 'containerd-hung' },
  { sign: /docker\.socket: Control process exited, code=exited,? status=216/, code: 'socket-unit-216-group' },
  { sign: /Unit \S+ is masked\./, code: 'unit-masked-or-disabled' },
];

/** What follows when a unit dies again and again; true, but never the cause. */
export const START_LIMIT: FatalCause = {
  sign: /: Start request repeated too quickly\.|Job for \S+ failed because the control process exited with error code/,
  code: 'unit-start-limit',
};
