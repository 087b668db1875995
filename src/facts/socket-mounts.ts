import { defineFact } from '#core/fact';
import { bringsEngineSocket } from '#parse/engine-socket-mount';
import { containerName } from './container-name.ts';
import { engineContainers } from './engine-containers.ts';

export const socketMounts = defineFact({
  id: 'socket-mounts',
  summary: "running containers that an engine's socket is mounted into",
  needs: { engineContainers },
  collect: async (_host, { engineContainers }): Promise<readonly string[]> =>
    engineContainers
      .filter(
        ({ State, Mounts }) =>
          State === 'running' &&
          Mounts.some(({ Type, Source = '' }) => Type === 'bind' && bringsEngineSocket(Source)),
      )
      .map(containerName),
});
