import { defineFact } from '#core/fact';
import type { Argv, EngineAddress, Identity } from '#core/host';
import { dockerClient } from './docker-client.ts';
import { type EngineInUse, engineInUse } from './engine-in-use.ts';
import { identity } from './identity.ts';

/** How to remove what an engine keeps: the engine that was looked at, by the docker client of this host. */
export interface RemovalTarget {
  readonly address: EngineAddress;
  readonly client: Argv;
}

/** `undefined`: there is no docker client, or the engine is Podman, whose answers and commands are its own. */
export const removalTarget = defineFact({
  id: 'removal-target',
  summary: 'the docker client and the flags that lead to the engine in use',
  needs: { identity, engineInUse, dockerClient },
  collect: async (_host, { identity, engineInUse, dockerClient }): Promise<RemovalTarget | undefined> => {
    if (dockerClient === undefined || engineInUse.engine !== 'docker') return undefined;
    const program = isInPath(dockerClient.path, identity) ? 'docker' : dockerClient.path;
    return { address: engineInUse.address, client: [program, ...flagsTo(engineInUse, identity)] };
  },
});

const isInPath = (path: string, { environment }: Identity): boolean =>
  (environment['PATH'] ?? '').split(':').includes(path.slice(0, path.lastIndexOf('/')));

/** A socket is named. Elsewhere the client goes where it was told to go, as dockmedic did. */
const flagsTo = ({ address }: EngineInUse, { engineFlags }: Identity): readonly string[] => {
  if (address.kind === 'unix') return ['--host', `unix://${address.path}`];
  const { context, host } = engineFlags;
  if (context !== undefined) return ['--context', context];
  return host === undefined ? [] : ['--host', host];
};
