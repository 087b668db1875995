import { defineFact } from '#core/fact';
import type { EngineObject } from '#core/fix';
import { containerName } from './container-name.ts';
import { inspectEnded } from './ended-containers.ts';
import { engineContainers } from './engine-containers.ts';
import { engineInUse } from './engine-in-use.ts';
import { type RemovalTarget, removalTarget } from './removal-target.ts';

export interface ActLeftovers {
  readonly target: RemovalTarget;
  readonly containers: readonly EngineObject[];
}

// Each is inspected by itself, side by side.
const MOST_INSPECTED = 80;

/** Nothing more is asked where no ended container has such a name, which is usual. `undefined`: there is no client to remove
 *  anything with. */
export const actLeftovers = defineFact({
  id: 'act-leftovers',
  summary: 'containers named act-* that are left of earlier runs',
  needs: { engineInUse, removalTarget, engineContainers },
  collect: async (
    host,
    { engineInUse, removalTarget: target, engineContainers },
  ): Promise<ActLeftovers | undefined> => {
    if (target === undefined) return undefined;
    const left = engineContainers.filter(
      (one) => AT_REST.includes(one.State ?? '') && containerName(one).startsWith('act-'),
    );
    const ended = await inspectEnded(host, engineInUse.address, left.slice(0, MOST_INSPECTED));
    return { target, containers: ended.map(({ object }) => object) };
  },
});

const AT_REST: readonly string[] = ['exited', 'created', 'dead'];
