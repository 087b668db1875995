import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { platform } from './platform.ts';
import { runsHere } from './storage-directories.ts';

/** A runtime that the engine offers besides its default one, without its program. */
export interface MissingRuntime {
  readonly name: string;
  readonly path: string;
}

/** The default one is proven by a container; a name without a path is found in the PATH of the engine, which is another than ours. */
export const runtimePrograms = defineFact({
  id: 'runtime-programs',
  summary: 'runtimes of the engine whose programs do not exist',
  needs: { engineInUse, engineInfo, platform },
  collect: async (host, { engineInUse, engineInfo, platform }): Promise<readonly MissingRuntime[]> => {
    // A snap and Docker in a container name paths of their own file system.
    const isHere = runsHere(engineInUse.address, engineInfo, platform) && engineInUse.engine === 'docker';
    const system = await host.system();
    if (!isHere || isUnavailable(system) || system.hostName !== engineInfo.Name) return [];
    const { DockerRootDir = '', SecurityOptions } = engineInfo;
    if (DockerRootDir.startsWith('/var/snap/') || SecurityOptions.includes('name=rootless')) return [];
    const named = engineInfo.Runtimes.flatMap(({ name, path }) =>
      path?.startsWith('/') && name !== engineInfo.DefaultRuntime ? [{ name, path }] : [],
    );
    const stats = await Promise.all(named.map(({ path }) => host.stat(path)));
    return named.filter((_one, index) => {
      const stat = stats[index];
      return isUnavailable(stat) && stat.reason === 'absent';
    });
  },
});
