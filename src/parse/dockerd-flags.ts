import { FLAGS_WITHOUT_EFFECT } from '#parse/daemon-directives';

/**
 * The command line of dockerd, from `ExecStart`, `/proc/<pid>/cmdline` or DOCKER_OPTS.
 *
 *     dockerd -H fd:// --containerd=/run/containerd/containerd.sock --log-opt max-size=10m -D
 */
export interface DockerdFlags {
  /** Long name → values in order; `true` stands for a switch without a value. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
  /** Words that belong to no flag, the unresolved `$DOCKER_OPTS` of a unit among them. */
  readonly rest: readonly string[];
}

const SHORT: Readonly<Record<string, string>> = {
  b: 'bridge',
  D: 'debug',
  g: 'graph',
  G: 'group',
  H: 'host',
  h: 'help',
  l: 'log-level',
  p: 'pidfile',
  s: 'storage-driver',
  v: 'version',
};

const SWITCHES: ReadonlySet<string> = new Set(
  (
    'allow-direct-routing cri-containerd debug disable-legacy-registry experimental help icc init ip-forward ' +
    'ip-forward-no-drop ip-masq ip6tables iptables ipv6 live-restore no-new-privileges raw-logs rootless ' +
    'selinux-enabled tls tlsverify userland-proxy validate version'
  ).split(' '),
);

const MAX_WORDS = 10_000;

/** `argv` with or without the program's own name in front. */
export const parseDockerdFlags = (argv: readonly string[]): DockerdFlags => {
  const flags = new Map<string, string[]>();
  const rest: string[] = [];
  const add = (name: string, value: string): void =>
    void flags.set(name, [...(flags.get(name) ?? []), value]);
  const words = argv.slice(isProgram(argv[0]) ? 1 : 0, MAX_WORDS);
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') return { flags, rest: [...rest, ...words.slice(index + 1)] };
    const open = takeFlag(word, add);
    if (open === 'no-flag') rest.push(word);
    else if (open !== undefined) add(open.waitsFor, words[++index] ?? '');
  }
  return { flags, rest };
};

const isProgram = (word: string | undefined): boolean => word !== undefined && /^[^-$]/.test(word);

type Open = { readonly waitsFor: string } | 'no-flag' | undefined;

const takeFlag = (word: string, add: (name: string, value: string) => void): Open => {
  const [, long, value] = /^--([A-Za-z0-9][A-Za-z0-9-]*)(?:=(.*))?$/s.exec(word) ?? [];
  if (long !== undefined) {
    if (value !== undefined) return void add(long, value);
    return SWITCHES.has(long) ? void add(long, 'true') : { waitsFor: long };
  }
  return /^-[A-Za-z]/.test(word) ? takeShort(word.slice(1), add) : 'no-flag';
};

/** A run of one-letter flags: the first that takes a value takes the rest of the word, or the next word. */
const takeShort = (letters: string, add: (name: string, value: string) => void): Open => {
  const letter = letters.charAt(0);
  const name = SHORT[letter] ?? letter;
  const rest = letters.slice(1);
  if (rest.startsWith('=')) return void add(name, rest.slice(1));
  if (!SWITCHES.has(name)) return rest === '' ? { waitsFor: name } : void add(name, rest);
  add(name, 'true');
  return rest === '' ? undefined : takeShort(rest, add);
};

/** The key of daemon.json that says the same as a flag; dockerd refuses to start when both are given, but for
 *  `runtimes`, which it merges. */
export const flagToDirective = (flag: string): string =>
  FLAGS_WITHOUT_EFFECT.get(flag) ?? RENAMED.get(flag) ?? flag;

const RENAMED: ReadonlyMap<string, string> = new Map([
  ['cdi-spec-dir', 'cdi-spec-dirs'],
  ['cluster-store-opt', 'cluster-store-opts'],
  ['default-network-opt', 'default-network-opts'],
]);

/** The keys that stand both in the file and on the command line and make dockerd refuse to start. */
export const conflictingDirectives = (
  { flags }: DockerdFlags,
  fileDirectives: readonly string[],
): readonly string[] => {
  const onCommandLine = new Set([...flags.keys()].map(flagToDirective));
  return fileDirectives.filter((key) => key !== 'runtimes' && onCommandLine.has(key));
};
