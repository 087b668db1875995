import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { type AptSource, parseAptSources } from '#parse/apt-sources';
import { nvidiaHardware } from './nvidia-hardware.ts';

/** A repository of NVIDIA's container tools, and the file that names it. */
export interface NvidiaAptSource extends AptSource {
  readonly path: string;
}

const DIRECTORY = '/etc/apt/sources.list.d';
const MOST_FILES = 100;

/** Empty on systems without apt and without a GPU. */
export const nvidiaAptSources = defineFact({
  id: 'nvidia-apt-sources',
  summary: "apt's lists that name NVIDIA's container repository",
  needs: { nvidiaHardware },
  collect: async (host, { nvidiaHardware }): Promise<readonly NvidiaAptSource[]> => {
    const names = nvidiaHardware === undefined ? [] : await host.list(DIRECTORY);
    if (isUnavailable(names)) return [];
    const lists = names.filter((name) => /\.(list|sources)$/.test(name)).slice(0, MOST_FILES);
    const found = await Promise.all(lists.map((name) => sourcesIn(host, `${DIRECTORY}/${name}`)));
    return found.flat();
  },
});

const sourcesIn = async (host: ReadableHost, path: string): Promise<readonly NvidiaAptSource[]> => {
  const text = await host.readFile(path);
  if (isUnavailable(text)) return [];
  return parseAptSources(text)
    .filter(({ uri }) => uri.includes('nvidia.github.io'))
    .map((source) => ({ ...source, path }));
};
