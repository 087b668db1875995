import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { integerOf } from '#parse/text';
import { containerName } from './container-name.ts';
import { engineContainers } from './engine-containers.ts';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { platform } from './platform.ts';
import { runsHere } from './storage-directories.ts';

/** How many areas of memory a process may have, where there is a container of a program that asks for many. */
export interface MapCount {
  readonly limit: number;
  readonly containers: readonly {
    readonly name: string;
    readonly image: string;
    /** It ended with the exit code by which Elasticsearch and OpenSearch say that they were not given what they need. */
    readonly refused: boolean;
  }[];
}

/** `undefined`: no container asks for it. */
export const mapCount = defineFact({
  id: 'map-count',
  summary: 'vm.max_map_count, where a container of Elasticsearch or its kin wants it high',
  needs: { engineInUse, engineInfo, engineContainers, platform },
  collect: async (host, needs): Promise<MapCount | undefined | Unavailable> => {
    const { engineInUse, engineInfo, engineContainers, platform } = needs;
    if (!runsHere(engineInUse.address, engineInfo, platform)) return undefined;
    const containers = engineContainers.flatMap((one) => {
      const { Image = '', Status = '' } = one;
      return WANTING.test(Image)
        ? [{ name: containerName(one), image: Image, refused: /^Exited \(78\)/.test(Status) }]
        : [];
    });
    if (containers.length === 0) return undefined;
    const text = await host.readFile('/proc/sys/vm/max_map_count');
    if (isUnavailable(text)) return text;
    const limit = integerOf(text.trim());
    return limit === undefined ? undefined : { limit, containers };
  },
});

/** By the name of the image: `docker.elastic.co/elasticsearch/elasticsearch:8.15.0`, `sonarqube:lts`. */
const WANTING = /(?:^|\/)(?:elasticsearch|opensearch|sonarqube)(?::|@|$)/;
