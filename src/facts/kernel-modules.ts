import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { parseFilesystems, parseLoadedModules, parseModulePaths } from '#parse/kernel-modules';

/** What containers need of a kernel: their file system, their network cables, the bridge that these end in, and
 *  since Docker 28 a table of the legacy firewall. */
export const FEATURES = ['overlay', 'veth', 'bridge', 'iptable_raw'] as const;
export type Feature = (typeof FEATURES)[number];

/** `there`: in use or built in. `loadable`: not loaded, and the kernel's own directory has it. `lacking`: neither. `unknown`: what would
 *  tell cannot be seen, as in a container, whose kernel loads modules from elsewhere. */
export type FeatureState = 'there' | 'loadable' | 'lacking' | 'unknown';

export interface KernelModules {
  readonly release: string;
  /** `replaced`: the running kernel has none, and other kernels have. `none`: there are no modules of any kernel. */
  readonly directory: 'present' | 'replaced' | 'none' | 'unknown';
  readonly others: readonly string[];
  readonly features: Readonly<Record<Feature, FeatureState>>;
}

const MODULES = '/lib/modules';

export const kernelModules = defineFact({
  id: 'kernel-modules',
  summary: "the running kernel's modules, and what containers need among them",
  needs: {},
  collect: async (host): Promise<KernelModules | Unavailable> => {
    const [system, filesystems, loaded, kernels] = await Promise.all([
      host.system(),
      host.readFile('/proc/filesystems'),
      host.readFile('/proc/modules'),
      host.list(MODULES),
    ]);
    if (isUnavailable(system)) return system;
    if (system.os !== 'linux')
      return unavailable('not-here', 'uname -s', 'the kernel of this host is not Linux');
    if (isUnavailable(filesystems)) return filesystems;
    const { kernelRelease: release } = system;
    const mounts = parseFilesystems(filesystems);
    const modules = isUnavailable(loaded) ? [] : parseLoadedModules(loaded);
    const isThere = (feature: Feature): boolean => modules.includes(feature) || mounts.includes(feature);
    const absent = FEATURES.filter((feature) => !isThere(feature));
    const directory = directoryOf(kernels, release);
    const find = await finderFor(host, directory, release, absent);
    const state = (feature: Feature): FeatureState => (absent.includes(feature) ? find(feature) : 'there');
    return {
      release,
      directory,
      others: isUnavailable(kernels) ? [] : kernels.filter((name) => name !== release && KERNEL.test(name)),
      features: {
        overlay: state('overlay'),
        veth: state('veth'),
        bridge: state('bridge'),
        iptable_raw: state('iptable_raw'),
      },
    };
  },
});

/** `6.1.0-28-amd64`; packages put directories of other names there too. */
const KERNEL = /^\d+\.\d+/;

const directoryOf = (
  kernels: readonly string[] | Unavailable,
  release: string,
): KernelModules['directory'] => {
  if (isUnavailable(kernels)) return kernels.reason === 'absent' ? 'none' : 'unknown';
  if (kernels.includes(release)) return 'present';
  return kernels.some((name) => KERNEL.test(name)) ? 'replaced' : 'none';
};

type Finder = (feature: Feature) => FeatureState;

const finderFor = async (
  host: ReadableHost,
  directory: KernelModules['directory'],
  release: string,
  absent: readonly Feature[],
): Promise<Finder> => {
  if (absent.length === 0) return () => 'there';
  if (directory === 'present') return inDirectory(host, `${MODULES}/${release}`, absent);
  return directory === 'replaced' ? amongSymbols(host) : () => 'unknown';
};

/** depmod lists them all, those that are built in too. */
const inDirectory = async (
  host: ReadableHost,
  directory: string,
  wanted: readonly Feature[],
): Promise<Finder> => {
  const pattern = `^[^:]*/(${wanted.join('|')})\\.ko`;
  const [loadable, builtIn] = await Promise.all(
    ['modules.dep', 'modules.builtin'].map((name) =>
      host.query(['grep', '-oE', pattern, '--', `${directory}/${name}`]),
    ),
  );
  // grep ends with 1 where nothing was found, and with 2 where it could not look.
  const pathsIn = (output: typeof loadable): readonly string[] | undefined =>
    output === undefined || isUnavailable(output) || output.exitCode > 1
      ? undefined
      : parseModulePaths(output.stdout);
  const [modules, fixed] = [pathsIn(loadable), pathsIn(builtIn)];
  return (feature) => {
    if (fixed?.includes(feature)) return 'there';
    if (modules === undefined || fixed === undefined) return 'unknown';
    return modules.includes(feature) ? 'loadable' : 'lacking';
  };
};

/** A function of each, by which it is known where it was built in. */
const SYMBOLS: Readonly<Record<Feature, string>> = {
  overlay: 'ovl_init_fs_context',
  veth: 'veth_newlink',
  bridge: 'br_add_if',
  iptable_raw: 'iptable_raw_table_init',
};

/** Nothing can be loaded any more; whether it was built in, the kernel's list of symbols tells. */
const amongSymbols = async (host: ReadableHost): Promise<Finder> => {
  const pattern = ` (${Object.values(SYMBOLS).join('|')})\\b`;
  const output = await host.query(['grep', '-oE', pattern, '--', '/proc/kallsyms']);
  if (isUnavailable(output) || output.exitCode > 1) return () => 'unknown';
  return (feature) => {
    // No file system is missing from /proc/filesystems once it can be mounted.
    if (feature === 'overlay') return 'lacking';
    return output.stdout.includes(SYMBOLS[feature]) ? 'there' : 'lacking';
  };
};
