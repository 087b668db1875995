import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { ReadableHost } from '#core/host';
import type { CdiSpec } from '#parse/cdi-spec';
import { isMalformed, type Malformed } from '#parse/malformed';
import { engineInfo } from './engine-info.ts';
import { nvidiaHardware } from './nvidia-hardware.ts';

/** One file that tells engines how to put a GPU into a container. */
export interface CdiSpecFile {
  readonly path: string;
  /** Its directory's place in the order; of two files with one device, the later directory wins. */
  readonly priority: number;
  readonly content: CdiSpec | Malformed | Unavailable;
  /** Paths on the host that it names and that are not there. */
  readonly missingPaths: readonly string[];
  /** Driver versions in the names of its libraries. */
  readonly driverVersions: readonly string[];
}

export interface CdiSpecs {
  readonly directories: readonly string[];
  /** Those for NVIDIA, and those that cannot be read. */
  readonly files: readonly CdiSpecFile[];
}

const DEFAULT_DIRECTORIES = ['/etc/cdi', '/var/run/cdi'];
const MOST_FILES = 20;
const MOST_PATHS = 300;
const MAX_BYTES = 2 * 1024 * 1024;

/** `undefined`: there is no NVIDIA GPU. */
export const cdiSpecs = defineFact({
  id: 'cdi-specs',
  summary: 'CDI specifications for NVIDIA GPUs, and whether what they name is there',
  needs: { nvidiaHardware, engineInfo: optional(engineInfo) },
  collect: async (host, { nvidiaHardware, engineInfo }): Promise<CdiSpecs | undefined> => {
    if (nvidiaHardware === undefined) return undefined;
    const named = ifAvailable(engineInfo)?.CDISpecDirs ?? [];
    const directories = named.length === 0 ? DEFAULT_DIRECTORIES : named;
    const found = await Promise.all(directories.map((path, priority) => specsIn(host, path, priority)));
    return { directories, files: found.flat() };
  },
});

const specsIn = async (
  host: ReadableHost,
  directory: string,
  priority: number,
): Promise<readonly CdiSpecFile[]> => {
  const names = await host.list(directory);
  if (isUnavailable(names)) return names.reason === 'denied' ? [unseen(directory, priority, names)] : [];
  const specs = names.filter((name) => /\.(ya?ml|json)$/.test(name)).slice(0, MOST_FILES);
  const files = await Promise.all(specs.map((name) => readSpec(host, `${directory}/${name}`, priority)));
  return files.filter(concernsNvidia);
};

const unseen = (path: string, priority: number, content: Unavailable | Malformed): CdiSpecFile => ({
  path,
  priority,
  content,
  missingPaths: [],
  driverVersions: [],
});

const readSpec = async (host: ReadableHost, path: string, priority: number): Promise<CdiSpecFile> => {
  const text = await host.readFile(path, { maxBytes: MAX_BYTES });
  if (isUnavailable(text)) return unseen(path, priority, text);
  // The YAML reader is loaded only on hosts that have such a file.
  const { parseCdiSpec } = await import('#parse/cdi-spec');
  const content = parseCdiSpec(text);
  if (isMalformed(content)) return unseen(path, priority, content);
  const paths = content.hostPaths.slice(0, MOST_PATHS);
  const stats = await Promise.all(paths.map((one) => host.stat(one)));
  return {
    path,
    priority,
    content,
    missingPaths: paths.filter((_path, index) => isAbsent(stats[index])),
    driverVersions: [...new Set(paths.flatMap(driverVersionOf))],
  };
};

const isAbsent = (stat: unknown): boolean => isUnavailable(stat) && stat.reason === 'absent';

const driverVersionOf = (path: string): readonly string[] =>
  /\/lib(?:cuda|nvidia-ml)\.so\.(\d+\.\d+(?:\.\d+)?)$/.exec(path)?.slice(1) ?? [];

/** Specifications of other vendors are none of our business; a file that cannot be read is told by its name. */
const concernsNvidia = ({ path, content }: CdiSpecFile): boolean =>
  'hostPaths' in content ? content.kind.startsWith('nvidia.com/') : path.includes('nvidia');
