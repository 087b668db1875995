import { defineFact } from '#core/fact';
import type { EngineObject } from '#core/fix';
import type { EngineContainer } from '#parse/engine-api';
import { projectOf } from './compose-owner.ts';
import { engineContainers } from './engine-containers.ts';
import { engineNetworks } from './engine-networks.ts';
import { listedObject } from './listed-object.ts';
import { type RemovalTarget, removalTarget } from './removal-target.ts';

export interface UnusedNetworks {
  readonly target: RemovalTarget;
  readonly networks: readonly EngineObject[];
}

const OF_THE_ENGINE: readonly string[] = ['bridge', 'host', 'none', 'docker_gwbridge', 'ingress'];

/** Bridge networks of this engine that no container belongs to, not even one that has ended or was never started. */
export const unusedNetworks = defineFact({
  id: 'unused-networks',
  summary: 'bridge networks that no container belongs to',
  needs: { removalTarget, engineNetworks, engineContainers },
  collect: async (_host, needs): Promise<UnusedNetworks | undefined> => {
    const { removalTarget: target, engineNetworks, engineContainers } = needs;
    if (target === undefined) return undefined;
    const used = new Set(engineContainers.flatMap(networksOf));
    const free = engineNetworks.filter(
      ({ Name, Id, Driver, Scope, ConfigOnly }) =>
        Driver === 'bridge' &&
        Scope === 'local' &&
        ConfigOnly !== true &&
        !OF_THE_ENGINE.includes(Name) &&
        !used.has(Name) &&
        !used.has(Id),
    );
    return {
      target,
      networks: free.flatMap((network): readonly EngineObject[] => {
        const { Id, Name, Created, Labels } = network;
        return listedObject('network', network, {
          id: Id,
          name: Name,
          madeAt: Created,
          owner: projectOf(Labels),
        });
      }),
    };
  },
});

const networksOf = ({ NetworkSettings, HostConfig }: EngineContainer): readonly string[] => [
  ...NetworkSettings.Networks.flatMap(({ name, NetworkID }) => [
    name,
    ...(NetworkID === undefined ? [] : [NetworkID]),
  ]),
  ...(HostConfig.NetworkMode === undefined ? [] : [HostConfig.NetworkMode]),
];
